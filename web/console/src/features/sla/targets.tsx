import type { SlaCause, SlaMetric, SlaReply } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { ManyField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { secondsOf, tookIn } from '../../app/times';
import {
  asksWhose,
  type CalendarDraft,
  METRICS,
  newTarget,
  PAUSES,
  REPLIES,
  type TargetDraft,
} from './draft';
import { hoursName, targetName } from './in-words';

interface Props {
  targets: TargetDraft[];
  calendars: CalendarDraft[];
  error: (place: string) => string | undefined;
  onChange: (targets: TargetDraft[]) => void;
}

/** What is promised: of what, by whom, within what time, by which hours. */
export function Targets({ targets, calendars, error, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="field group">
      <legend>{t('sla.targets')}</legend>
      {targets.length === 0 && <p className="meta">{t('sla.no_targets')}</p>}
      {targets.map((target) => (
        <Target
          key={target.id}
          target={target}
          calendars={calendars}
          error={(name) => error(`target.${target.id}.${name}`)}
          onChange={(by) => onChange(targets.map((one) => (one === target ? { ...one, ...by } : one)))}
          onRemove={() => onChange(targets.filter((one) => one !== target))}
        />
      ))}
      <div>
        <Button onClick={() => onChange([...targets, newTarget(t)])}>{t('sla.add_target')}</Button>
      </div>
    </fieldset>
  );
}

interface TargetProps {
  target: TargetDraft;
  calendars: CalendarDraft[];
  error: (name: string) => string | undefined;
  onChange: (by: Partial<TargetDraft>) => void;
  onRemove: () => void;
}

function Target({ target, calendars, error, onChange, onRemove }: TargetProps) {
  const { t } = useTranslation();
  const seconds = secondsOf(target.within);
  const yellow = seconds && (seconds * Number(target.yellow)) / 100;
  const metric = (value: SlaMetric) =>
    onChange({ metric: value, reply: asksWhose(value) ? target.reply : 'any' });
  return (
    <fieldset className="target" aria-label={targetName(target.metric, target.reply, t)}>
      <div className="cols">
        <SelectField
          label={t('sla.metric_title')}
          value={target.metric}
          error={error('metric')}
          hint={t(`sla.metric_about.${target.metric}`)}
          options={METRICS.map((value) => ({ value, label: t(`sla.metric.${value}`) }))}
          onChange={(event) => metric(event.target.value as SlaMetric)}
        />
        {asksWhose(target.metric) && (
          <SelectField
            label={t('sla.reply_title')}
            value={target.reply}
            options={REPLIES.map((value) => ({ value, label: t(`sla.reply.${value}`) }))}
            onChange={(event) => onChange({ reply: event.target.value as SlaReply })}
          />
        )}
        <TextField
          label={t('sla.within_title')}
          hint={t('sla.time_about')}
          value={target.within}
          error={error('within')}
          onChange={(event) => onChange({ within: event.target.value })}
        />
        <TextField
          label={t('sla.yellow')}
          hint={yellow ? t('sla.yellow_after', { time: tookIn(yellow, t) }) : undefined}
          inputMode="numeric"
          maxLength={3}
          value={target.yellow}
          error={error('yellow')}
          onChange={(event) => onChange({ yellow: event.target.value })}
        />
        <SelectField
          label={t('sla.hours')}
          value={target.calendar ?? ''}
          error={error('calendar')}
          options={[
            { value: '', label: t('sla.all_hours') },
            ...calendars.map(({ id, name }) => ({ value: `${id}`, label: hoursName(name, t) })),
          ]}
          onChange={(event) => onChange({ calendar: Number(event.target.value) || undefined })}
        />
      </div>
      <ManyField
        label={t('sla.pauses')}
        error={error('pauses')}
        options={PAUSES.map((value) => ({ value, label: t(`sla.cause.${value}`) }))}
        value={target.pauses}
        onChange={(pauses) => onChange({ pauses: pauses as SlaCause[] })}
      />
      <IconButton
        icon="close"
        label={t('sla.remove_target', { name: targetName(target.metric, target.reply, t) })}
        onClick={onRemove}
      />
    </fieldset>
  );
}
