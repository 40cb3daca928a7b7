import { Button, IconButton } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hours } from '../../app/hours';
import { type CalendarDraft, type DayDraft, type Draft, newCalendar, newDay } from './draft';
import { hoursName } from './in-words';

interface Props {
  draft: Draft;
  /** The zone of a calendar that is added. */
  zone: string;
  wrongAt: string | undefined;
  error: (place: string) => string | undefined;
  onChange: (calendars: CalendarDraft[]) => void;
}

/** Whether a place lies in a calendar. */
function lies(place: string | undefined, { id, days }: CalendarDraft): boolean {
  const [kind, number] = place?.split('.') ?? [];
  return (
    (kind === 'calendar' && `${id}` === number) ||
    (kind === 'day' && days.some((one) => `${one.id}` === number))
  );
}

/** Hours that count, by name. */
export function Calendars({ draft, zone, wrongAt, error, onChange }: Props) {
  const { t } = useTranslation();
  const { calendars, rules } = draft;
  const [open, setOpen] = useState<number>();
  const wrong = calendars.find((one) => lies(wrongAt, one))?.id;
  const [shown, setShown] = useState(wrong);
  if (shown !== wrong) {
    setShown(wrong);
    if (wrong !== undefined) setOpen(wrong);
  }
  const used = (id: number) =>
    rules.filter((rule) => rule.targets.some((target) => target.calendar === id)).length;
  return (
    <fieldset className="field">
      <legend>{t('sla.calendars')}</legend>
      <p className="meta">{t('sla.calendars_about')}</p>
      <ul className="sla-rules">
        {calendars.map((calendar) => (
          <li key={calendar.id}>
            <div className="head">
              <button
                type="button"
                className="what"
                aria-expanded={open === calendar.id}
                onClick={() => setOpen(open === calendar.id ? undefined : calendar.id)}
              >
                <b>{hoursName(calendar.name, t) || t('sla.unnamed')}</b>
                <span className="meta">
                  {calendar.zone} · {t('sla.used_by', { n: used(calendar.id) })} ·{' '}
                  {t('sla.days_number', { n: calendar.days.length })}
                </span>
                <span className="targets-said">
                  {calendar.hours.map((one) => `${one.from}–${one.to}`).join(' · ') || t('sla.never')}
                </span>
              </button>
              <span className="acts">
                <IconButton
                  icon="close"
                  label={t('sla.remove_calendar', { name: calendar.name })}
                  disabled={used(calendar.id) > 0}
                  onClick={() => onChange(calendars.filter((one) => one !== calendar))}
                />
              </span>
            </div>
            {open === calendar.id && (
              <CalendarForm
                calendar={calendar}
                error={error}
                onChange={(by) =>
                  onChange(calendars.map((one) => (one === calendar ? { ...one, ...by } : one)))
                }
              />
            )}
          </li>
        ))}
      </ul>
      <div>
        <Button
          onClick={() => {
            const calendar = newCalendar(zone);
            setOpen(calendar.id);
            onChange([...calendars, calendar]);
          }}
        >
          {t('sla.add_calendar')}
        </Button>
      </div>
    </fieldset>
  );
}

interface FormProps {
  calendar: CalendarDraft;
  error: (place: string) => string | undefined;
  onChange: (by: Partial<CalendarDraft>) => void;
}

function CalendarForm({ calendar, error, onChange }: FormProps) {
  const { t } = useTranslation();
  const { id, name, zone, hours, days } = calendar;
  const change = (day: DayDraft, by: Partial<DayDraft>) =>
    onChange({ days: days.map((one) => (one === day ? { ...one, ...by } : one)) });
  return (
    <div className="sla-rule stack">
      <div className="cols">
        <TextField
          label={t('sla.calendar_name')}
          required
          maxLength={40}
          value={name}
          error={error(`calendar.${id}.name`)}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <TextField
          label={t('shops.time_zone')}
          required
          list={`zones-${id}`}
          value={zone}
          error={error(`calendar.${id}.zone`)}
          onChange={(event) => onChange({ zone: event.target.value })}
        />
        <datalist id={`zones-${id}`}>
          {Intl.supportedValuesOf('timeZone').map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </div>
      <Hours
        label={t('sla.week')}
        hours={hours}
        error={error(`calendar.${id}.hours`)}
        onChange={(next) => onChange({ hours: next })}
      />
      <p className="meta">{t('sla.over_midnight')}</p>
      <fieldset className={error(`calendar.${id}.days`) ? 'field group bad' : 'field group'}>
        <legend>{t('sla.days')}</legend>
        <p className="meta">{t('sla.days_about')}</p>
        {days.map((day) => (
          <Day
            key={day.id}
            day={day}
            error={error(`day.${day.id}.day`)}
            onChange={(by) => change(day, by)}
            onRemove={() => onChange({ days: days.filter((one) => one !== day) })}
          />
        ))}
        {error(`calendar.${id}.days`) && (
          <p className="meta red" role="alert">
            {error(`calendar.${id}.days`)}
          </p>
        )}
        <div>
          <Button onClick={() => onChange({ days: [...days, newDay()] })}>{t('sla.add_day')}</Button>
        </div>
      </fieldset>
    </div>
  );
}

interface DayProps {
  day: DayDraft;
  error: string | undefined;
  onChange: (by: Partial<DayDraft>) => void;
  onRemove: () => void;
}

/** A day that is not as its weekday: closed, or open at other times. */
function Day({ day, error, onChange, onRemove }: DayProps) {
  const { t } = useTranslation();
  const { openings } = day;
  const change = (at: number, by: Partial<(typeof openings)[number]>) =>
    onChange({ openings: openings.map((one, other) => (other === at ? { ...one, ...by } : one)) });
  return (
    <fieldset className="day" aria-label={day.name || day.day || t('sla.new_day')}>
      <TextField
        label={t('sla.day')}
        type="date"
        required
        value={day.day}
        error={error}
        onChange={(event) => onChange({ day: event.target.value })}
      />
      <TextField
        label={t('sla.day_name')}
        maxLength={60}
        value={day.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div className="openings">
        {openings.length === 0 && <span className="tag">{t('sla.closed_day')}</span>}
        {openings.map((opening, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an opening has nothing else to be known by
          <span key={at} className="line">
            <input
              className="input"
              aria-label={t('shops.from')}
              value={opening.from}
              onChange={(event) => change(at, { from: event.target.value })}
            />
            –
            <input
              className="input"
              aria-label={t('shops.to')}
              value={opening.to}
              onChange={(event) => change(at, { to: event.target.value })}
            />
            <IconButton
              icon="close"
              label={t('common.remove')}
              onClick={() => onChange({ openings: openings.filter((_, other) => other !== at) })}
            />
          </span>
        ))}
        <Button onClick={() => onChange({ openings: [...openings, { from: '09:00', to: '18:00' }] })}>
          {t('shops.add_hours')}
        </Button>
      </div>
      <IconButton icon="close" label={t('sla.remove_day', { day: day.day })} onClick={onRemove} />
    </fieldset>
  );
}
