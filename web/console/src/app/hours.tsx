import type { ShopSettings } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { CheckField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { weekdays } from '../i18n/format';

type WeekHours = NonNullable<ShopSettings['people_hours']>;
const WEEK = [1, 2, 3, 4, 5, 6, 7];

interface Props {
  /** What the hours are. */
  label: string;
  hours: WeekHours;
  error: string | undefined;
  onChange: (hours: WeekHours) => void;
}

/** The hours of a week. */
export function Hours({ label, hours, error, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const names = weekdays(i18n.language);
  const change = (at: number, by: Partial<WeekHours[number]>) =>
    onChange(hours.map((one, index) => (index === at ? { ...one, ...by } : one)));
  return (
    <fieldset className={error ? 'field bad' : 'field'}>
      <legend>{label}</legend>
      <div className="hours">
        {hours.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else to be known by
          <div key={at}>
            <TextField
              label={t('shops.from')}
              value={one.from}
              onChange={(event) => change(at, { from: event.target.value })}
            />
            <TextField
              label={t('shops.to')}
              value={one.to}
              onChange={(event) => change(at, { to: event.target.value })}
            />
            <div className="many">
              {names.map(([day, name]) => (
                <CheckField
                  key={day}
                  label={name}
                  checked={one.days.includes(day)}
                  onChange={(event) =>
                    change(at, {
                      days: event.target.checked
                        ? [...one.days, day].sort()
                        : one.days.filter((other) => other !== day),
                    })
                  }
                />
              ))}
            </div>
            <IconButton
              icon="close"
              label={t('common.remove')}
              onClick={() => onChange(hours.filter((_, index) => index !== at))}
            />
          </div>
        ))}
        <Button onClick={() => onChange([...hours, { days: WEEK, from: '09:00', to: '24:00' }])}>
          {t('shops.add_hours')}
        </Button>
      </div>
      {error && (
        <p className="meta red" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
