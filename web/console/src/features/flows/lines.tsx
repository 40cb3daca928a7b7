import type { Order, Product } from '@miaohui/client';
import { CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { PickVariant } from '../../app/pick-variant';
import { othersOf } from '../../app/variants';

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

interface ChangesProps extends Props<LineChange> {
  products: Product[];
  currency: string;
}

/** One variant for another of the same product. */
export function ChangesInput({ label, lines, products, currency, value, onChange }: ChangesProps) {
  const { t } = useTranslation();
  const now = value[0] ?? { from: lines[0]?.sku ?? '', to: '', quantity: 1 };
  const line = lines.find((one) => one.sku === now.from);
  const others = othersOf(products, now.from);
  const wanted = others?.find((one) => one.sku === now.to);
  const change = (by: Partial<LineChange>) => onChange([{ ...now, ...by }]);
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className="two">
        <SelectField
          label={t('flows.from')}
          value={now.from}
          options={lines.map((one) => ({ value: one.sku, label: `${one.title} ${one.options}` }))}
          onChange={(event) => change({ from: event.target.value, to: '', quantity: 1 })}
        />
        <TextField
          label={t('flows.quantity')}
          type="number"
          min={1}
          max={line?.quantity}
          value={now.quantity}
          onChange={(event) => change({ quantity: event.target.valueAsNumber || 1 })}
        />
      </div>
      {others && others.length > 0 && (
        <PickVariant
          label={t('flows.to')}
          variants={others}
          currency={currency}
          chosen={now.to}
          soldOut="refused"
          onChoose={(one) => change({ to: one.sku })}
        />
      )}
      {wanted && (
        <p role="status">
          {t('flows.to_chosen')} <b>{`${wanted.title} ${wanted.options}`}</b>
        </p>
      )}
      {others?.length === 0 && <p className="meta">{t('flows.no_other')}</p>}
      {!others && (
        // A product that is not in the list of goods is known by its id alone.
        <TextField
          label={t('flows.to')}
          hint={t('flows.to_about')}
          value={now.to}
          onChange={(event) => change({ to: event.target.value })}
        />
      )}
    </fieldset>
  );
}
