import type { ShopSettings } from '@miaohui/client';
import { AreaField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';

type Returns = NonNullable<ShopSettings['returns']>;

/** The fields of it that can be wrong. */
export const RETURN_FIELDS = ['recipient', 'phone', 'address', 'notes.zh', 'notes.en', 'link_days'].map(
  (name) => `returns.${name}`,
);

interface Props {
  returns: Returns;
  error: (field: string) => string | undefined;
  onChange: (returns: Returns) => void;
}

/** Where goods go back to, and what buyers should know before they send them. */
export function ReturnFields({ returns, error, onChange }: Props) {
  const { t } = useTranslation();
  const change = (by: Partial<Returns>) => onChange({ ...returns, ...by });
  const notes = returns.notes ?? { zh: '', en: '' };
  return (
    <fieldset className="field">
      <legend>{t('returned.settings')}</legend>
      <div className="two">
        {(['recipient', 'phone'] as const).map((name) => (
          <TextField
            key={name}
            label={t(`returned.${name}`)}
            value={returns[name] ?? ''}
            error={error(`returns.${name}`)}
            onChange={(event) => change({ [name]: event.target.value })}
          />
        ))}
      </div>
      <TextField
        label={t('returned.address')}
        value={returns.address ?? ''}
        error={error('returns.address')}
        onChange={(event) => change({ address: event.target.value })}
      />
      <div className="two">
        {(['zh', 'en'] as const).map((lang) => (
          <AreaField
            key={lang}
            label={t(`returned.notes_${lang}`)}
            value={notes[lang]}
            error={error(`returns.notes.${lang}`)}
            onChange={(event) => change({ notes: { ...notes, [lang]: event.target.value } })}
          />
        ))}
      </div>
      <TextField
        label={t('returned.link_days')}
        type="number"
        min={1}
        max={90}
        value={returns.link_days ?? 14}
        error={error('returns.link_days')}
        onChange={(event) => change({ link_days: event.target.valueAsNumber || 0 })}
      />
    </fieldset>
  );
}
