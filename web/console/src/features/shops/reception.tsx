import type { ShopSettings } from '@miaohui/client';
import { CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';

type Bot = Required<NonNullable<ShopSettings['bot']>>;
type Surge = Required<Bot['surge']>;

/** The fields of it that can be wrong. */
export const RECEPTION_FIELDS = [
  'bot.night.from',
  'bot.night.to',
  'bot.surge.from_minutes',
  'bot.surge.until_minutes',
  'bot.rescue_after_minutes',
];

interface Props {
  bot: Bot;
  error: (field: string) => string | undefined;
  onChange: (by: Partial<Bot>) => void;
}

/** Who receives new questions, and what is done when people are too few or do not come. */
export function ReceptionFields({ bot, error, onChange }: Props) {
  const { t } = useTranslation();
  const surge = bot.surge as Surge;
  const minutes = (
    field: string,
    label: string,
    value: number,
    set: (value: number) => void,
    hint?: string,
  ) => (
    <TextField
      label={label}
      hint={hint}
      type="number"
      required
      min={0}
      value={value}
      error={error(field)}
      onChange={(event) => set(event.target.valueAsNumber || 0)}
    />
  );
  return (
    <fieldset className="field">
      <legend>{t('modes.settings')}</legend>
      <SelectField
        label={t('modes.reception')}
        value={bot.reception}
        options={(['always', 'night'] as const).map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
        onChange={(event) => onChange({ reception: event.target.value as Bot['reception'] })}
      />
      {bot.reception === 'night' && (
        <>
          <p className="meta">{t('modes.night_about')}</p>
          <div className="two">
            {(['from', 'to'] as const).map((end) => (
              <TextField
                key={end}
                label={t(`modes.night_${end}`)}
                value={bot.night[end]}
                error={error(`bot.night.${end}`)}
                onChange={(event) => onChange({ night: { ...bot.night, [end]: event.target.value } })}
              />
            ))}
          </div>
        </>
      )}
      <CheckField
        label={t('modes.surge_enabled')}
        checked={surge.enabled}
        onChange={(event) => onChange({ surge: { ...surge, enabled: event.target.checked } })}
      />
      <p className="meta">{t('modes.surge_about')}</p>
      <div className="two">
        {minutes('bot.surge.from_minutes', t('modes.surge_from'), surge.from_minutes, (from_minutes) =>
          onChange({ surge: { ...surge, from_minutes } }),
        )}
        {minutes('bot.surge.until_minutes', t('modes.surge_until'), surge.until_minutes, (until_minutes) =>
          onChange({ surge: { ...surge, until_minutes } }),
        )}
      </div>
      {minutes(
        'bot.rescue_after_minutes',
        t('modes.rescue_after'),
        bot.rescue_after_minutes,
        (rescue_after_minutes) => onChange({ rescue_after_minutes }),
        t('modes.rescue_about'),
      )}
    </fieldset>
  );
}
