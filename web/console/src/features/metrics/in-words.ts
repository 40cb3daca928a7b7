import type { MetricDefinition } from '@miaohui/client';
import { weekdays } from '../../i18n/format';
import type { Held } from './definitions';
import { lasting, type Speaker, worth } from './said';

/** A part of a definition: what it is about, and what is said of it. */
export interface Part {
  name: string;
  words: string;
}

/** A definition in words: what counts, by when, within which hours, from where. */
export function inWords({ now: d, next }: Held, speaker: Speaker): Part[] {
  const { t } = speaker;
  const { minimum } = d;
  const is_seconds = d.measure.kind === 'average';
  const part = (name: string, ...said: (string | false)[]): Part => ({
    name: t(`metrics.words.${name}`),
    words: said.filter(Boolean).join(t('metrics.words.stop')),
  });
  const version = (one: MetricDefinition) =>
    t('metrics.words.version', { n: one.version, day: one.effective_from });
  const gathered = d.unit === 'person' || d.unit === 'chat';
  const parts = [
    part(
      'what',
      t(`metrics.words.unit.${d.unit}`),
      gathered && t(`metrics.words.judged.${d.judged}`),
      d.merge_gap_seconds > 0 &&
        t('metrics.words.merge_gap', { time: lasting(d.merge_gap_seconds, speaker) }),
    ),
    part('by_when', ...measured(d, speaker)),
    part(
      'since',
      t(`metrics.words.start.${d.start}`),
      d.account === 'sub_account' && t('metrics.words.sub_account'),
    ),
    part('hours', hours(d, speaker)),
    part(
      'window',
      t(d.rolling.today ? 'metrics.words.rolling_today' : 'metrics.words.rolling', { n: d.rolling.days }),
      d.day_starts !== '00:00' && t('metrics.words.day_starts', { time: d.day_starts }),
      d.same_day_only && t('metrics.words.same_day'),
      minimum != null &&
        t('metrics.words.minimum', {
          n: minimum.units,
          value: worth(minimum.value, { is_seconds }, speaker),
        }),
    ),
    part('out', ...leftOut(d, speaker)),
    part('source', d.source),
    part('held', version(d), d.platform),
  ];
  if (d.valid.length > 0) {
    const answers = d.valid.map((reply) => t(`metrics.words.reply.${reply}`)).join(t('metrics.words.join'));
    parts.splice(3, 0, part('answers', answers), part('unanswered', ...unanswered(d, speaker)));
  }
  return next ? [...parts, part('next', version(next))] : parts;
}

function measured(d: MetricDefinition, speaker: Speaker): string[] {
  const { t, language } = speaker;
  const time = (seconds: number) => lasting(seconds, speaker);
  const { measure } = d;
  switch (measure.kind) {
    case 'average':
      return [t(`metrics.words.average_${measure.until}`)];
    case 'share':
      return [t('metrics.words.share', { label: t(`metrics.words.label.${measure.label}`) })];
    case 'once':
      return [t('metrics.words.once', { time: time(measure.within_seconds) })];
    default: {
      const { within_seconds: within, by_clock: clock, weekend } = measure.due;
      const said = [t(`metrics.words.${measure.kind}`)];
      if (clock != null) said.push(t('metrics.words.by_clock', { time: clock }));
      else if (within != null) said.push(t('metrics.words.within', { time: time(within) }));
      else said.push(t('metrics.words.no_limit'));
      if (weekend) {
        const days = named(weekend.days, speaker);
        const day = named([weekend.due_day], { t, language });
        said.push(t('metrics.words.weekend', { days, day, time: weekend.due_at }));
      }
      return said;
    }
  }
}

function unanswered(d: MetricDefinition, speaker: Speaker): (string | false)[] {
  const { t } = speaker;
  const { unanswered: counts, cap_seconds: cap } = d;
  return [
    typeof counts === 'string'
      ? t(`metrics.words.no_answer.${counts}`)
      : t('metrics.words.no_answer.seconds', { time: lasting(counts.seconds, speaker) }),
    cap != null && t('metrics.words.cap', { time: lasting(cap, speaker) }),
  ];
}

function named(days: number[], { t, language }: Speaker): string {
  const names = new Map(weekdays(language));
  return days.map((day) => names.get(day)).join(t('metrics.words.join'));
}

function hours(d: MetricDefinition, speaker: Speaker): string {
  const { t } = speaker;
  const all = (days: number[]) => new Set(days).size === 7;
  if (d.hours.some((span) => all(span.days) && span.from === '00:00' && span.to === '24:00'))
    return t('metrics.words.always');
  const spans = d.hours.map((span) => {
    const days = all(span.days) ? t('metrics.words.every_day') : named(span.days, speaker);
    return `${days} ${span.from}–${span.to}`;
  });
  return [...spans, t(`metrics.words.hours_by.${d.hours_by}`)].join(t('metrics.words.stop'));
}

function leftOut(d: MetricDefinition, speaker: Speaker): string[] {
  const { t } = speaker;
  const label = (one: string) => ({ label: t(`metrics.words.label.${one}`) });
  const out = [
    ...(d.bot_reception === 'excluded' ? [t('metrics.words.bot_reception')] : []),
    ...(d.begun_by === 'buyer' ? [t('metrics.words.begun_by_buyer')] : []),
    ...(d.only ? [t('metrics.words.only', label(d.only))] : []),
    ...d.exclude.map((one) => t(`metrics.words.exclude_${one.extent}`, label(one.label))),
    ...d.exempt.map((days) => t('metrics.words.exempt', { from: days.from, to: days.to })),
  ];
  return out.length > 0 ? out : [t('metrics.words.nothing_out')];
}
