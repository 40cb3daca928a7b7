import { TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';

const PARTS = [
  'recipient',
  'phone',
  'region',
  'city',
  'district',
  'line1',
  'line2',
  'postcode',
  'country',
] as const;

export type AddressText = Partial<Record<(typeof PARTS)[number], string>>;

interface Props {
  label: string;
  value: AddressText;
  onChange: (value: AddressText) => void;
}

/** Where a parcel goes. */
export function AddressInput({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className="two">
        {PARTS.map((part) => (
          <TextField
            key={part}
            label={t(`flows.address.${part}`)}
            value={value[part] ?? ''}
            onChange={(event) => onChange({ ...value, [part]: event.target.value })}
          />
        ))}
      </div>
    </fieldset>
  );
}
