import type { Definition, FlowInput, Order, Product } from '@miaohui/client';
import { AreaField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { AddressInput, type AddressText } from './address';
import { ChangesInput, type LineChange, LinesInput, type Pieces } from './lines';

export type Value = string | number | AddressText | Pieces[] | LineChange[] | null;
export type Given = Record<string, Value>;

interface Props {
  flow: Definition;
  lines: Order['lines'];
  /** What the shop sells, to choose another variant from. */
  products: Product[];
  currency: string;
  given: Given;
  missing: string[];
  onChange: (name: string, value: Value) => void;
}

/** What a flow asks for; what is known stands there already. */
export function Inputs({ flow, lines, products, currency, given, missing, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const zh = i18n.language.startsWith('zh');
  const one = (input: FlowInput) => {
    const label = zh ? input.title.zh : input.title.en;
    const value = given[input.key];
    const set = (next: Value) => onChange(input.key, next);
    const common = {
      label,
      required: input.required,
      hint: missing.includes(input.key) ? t('flows.needed') : undefined,
    };
    const text = typeof value === 'string' ? value : '';
    const number = typeof value === 'number' ? value : undefined;
    switch (input.kind) {
      case 'lines':
        return <LinesInput label={label} lines={lines} value={(value ?? []) as Pieces[]} onChange={set} />;
      case 'changes':
        return (
          <ChangesInput
            label={label}
            lines={lines}
            products={products}
            currency={currency}
            value={(value ?? []) as LineChange[]}
            onChange={set}
          />
        );
      case 'address':
        return <AddressInput label={label} value={(value ?? {}) as AddressText} onChange={set} />;
      case 'choice':
        return (
          <SelectField
            {...common}
            value={text}
            options={[
              { value: '', label: t('flows.pick') },
              ...(input.choices ?? []).map((choice) => ({
                value: choice.value,
                label: zh ? choice.title.zh : choice.title.en,
              })),
            ]}
            onChange={(event) => set(event.target.value || null)}
          />
        );
      case 'amount': {
        const unit = minorUnits(currency);
        return (
          <TextField
            {...common}
            label={`${label} (${currency})`}
            type="number"
            min={0}
            step={1 / unit}
            value={number === undefined ? '' : number / unit}
            onChange={(event) =>
              set(
                Number.isNaN(event.target.valueAsNumber)
                  ? null
                  : Math.round(event.target.valueAsNumber * unit),
              )
            }
          />
        );
      }
      case 'days':
        return (
          <TextField
            {...common}
            type="number"
            min={1}
            max={365}
            value={number ?? ''}
            onChange={(event) => set(event.target.valueAsNumber || null)}
          />
        );
      case 'text':
        return (
          <AreaField
            {...common}
            value={text}
            maxLength={500}
            onChange={(event) => set(event.target.value || null)}
          />
        );
      case 'email':
        return (
          <TextField
            {...common}
            type="email"
            value={text}
            onChange={(event) => set(event.target.value || null)}
          />
        );
      default:
        // A way to pay is the shop's own word; without one the money goes back where it came from.
        return input.required ? (
          <TextField {...common} value={text} onChange={(event) => set(event.target.value || null)} />
        ) : null;
    }
  };
  return (
    <div className="flow-inputs">
      {(flow.inputs ?? []).map((input) => (
        <div key={input.key}>{one(input)}</div>
      ))}
    </div>
  );
}

/** How many of its smallest unit a currency has. */
function minorUnits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
}
