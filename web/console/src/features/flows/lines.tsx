import type { Order } from '@miaohui/client';
import { CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';

export interface Pieces {
  sku: string;
  quantity: number;
}

export interface LineChange {
  from: string;
  to: string;
  quantity: number;
}

interface Props<T> {
  label: string;
  lines: Order['lines'];
  value: T[];
  onChange: (value: T[]) => void;
}

/** Which pieces of an order. */
export function LinesInput({ label, lines, value, onChange }: Props<Pieces>) {
  const { t } = useTranslation();
  const put = (sku: string, quantity: number) => {
    const others = value.filter((one) => one.sku !== sku);
    onChange(quantity > 0 ? [...others, { sku, quantity }] : others);
  };
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      {lines.map((line) => {
        const chosen = value.find((one) => one.sku === line.sku);
        return (
          <div key={line.sku} className="line">
            <CheckField
              label={`${line.title} ${line.options}`}
              checked={Boolean(chosen)}
              onChange={(event) => put(line.sku, event.target.checked ? line.quantity : 0)}
            />
            {chosen && line.quantity > 1 && (
              <input
                className="input count"
                type="number"
                aria-label={t('flows.quantity')}
                min={1}
                max={line.quantity}
                value={chosen.quantity}
                onChange={(event) => put(line.sku, event.target.valueAsNumber || 1)}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

/** One variant for another. */
export function ChangesInput({ label, lines, value, onChange }: Props<LineChange>) {
  const { t } = useTranslation();
  const now = value[0] ?? { from: lines[0]?.sku ?? '', to: '', quantity: 1 };
  const change = (by: Partial<LineChange>) => onChange([{ ...now, ...by }]);
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className="two">
        <SelectField
          label={t('flows.from')}
          value={now.from}
          options={lines.map((line) => ({ value: line.sku, label: `${line.title} ${line.options}` }))}
          onChange={(event) => change({ from: event.target.value })}
        />
        <TextField
          label={t('flows.to')}
          hint={t('flows.to_about')}
          value={now.to}
          onChange={(event) => change({ to: event.target.value })}
        />
        <TextField
          label={t('flows.quantity')}
          type="number"
          min={1}
          value={now.quantity}
          onChange={(event) => change({ quantity: event.target.valueAsNumber || 1 })}
        />
      </div>
    </fieldset>
  );
}
