import type { Metric, MetricDefinition, MetricTarget } from '@miaohui/client';

/** A text by its name, with what is put into it. */
export interface Said {
  key: string;
  with?: Record<string, string | number>;
}

/** What makes values readable: shares in percent, seconds as people say them. */
export interface Speaker {
  t: (key: string, params?: Record<string, string | number>) => string;
  language: string;
}

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
/** Up to here, people think in seconds; up to there, in hours. */
const [SECONDS_TO, HOURS_TO] = [100, 2 * DAY];

/** A length of time in its two greatest parts. */
export function lasting(seconds: number, { t, language }: Speaker): string {
  const part = (unit: string, n: number) =>
    t(`metrics.lasts.${unit}`, {
      n: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(n),
    });
  if (seconds < SECONDS_TO) return part('s', seconds);
  const whole = Math.round(seconds);
  const parts: [string, number][] =
    whole > HOURS_TO
      ? [
          ['d', Math.floor(whole / DAY)],
          ['h', Math.floor((whole % DAY) / HOUR)],
        ]
      : whole >= HOUR
        ? [
            ['h', Math.floor(whole / HOUR)],
            ['m', Math.floor((whole % HOUR) / MINUTE)],
          ]
        : [
            ['m', Math.floor(whole / MINUTE)],
            ['s', whole % MINUTE],
          ];
  return parts
    .filter(([, n]) => n > 0)
    .map(([unit, n]) => part(unit, n))
    .join(' ');
}

const LINES = [0, 1];

/** A share in percent, with as many digits as it takes not to look as if it lay on the other side of a line. */
export function share(value: number, language: string, line?: number): string {
  const lines = line === undefined ? LINES : [...LINES, line];
  const digits = [1, 2, 3, 4].find((digits) => {
    const written = Number((value * 100).toFixed(digits)) / 100;
    return lines.every((at) => Math.sign(written - at) === Math.sign(value - at));
  });
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits ?? 4 }).format(
    value,
  );
}

/** A value as people read it; a dash where there is none. */
export function worth(
  value: number | null | undefined,
  metric: { is_seconds: boolean; target?: MetricTarget | null },
  speaker: Speaker,
): string {
  if (value == null) return '–';
  return metric.is_seconds ? lasting(value, speaker) : share(value, speaker.language, metric.target?.value);
}

/** How far two values are from each other: percentage points, or a length of time. */
export function apart(difference: number, { is_seconds }: { is_seconds: boolean }, speaker: Speaker): string {
  const size = Math.abs(difference);
  return is_seconds
    ? lasting(size, speaker)
    : speaker.t('metrics.points', {
        n: new Intl.NumberFormat(speaker.language, { maximumFractionDigits: size < 0.001 ? 3 : 1 }).format(
          size * 100,
        ),
      });
}

export type Side = 'met' | 'missed' | 'nothing' | 'no_target';

/** On which side of its line a value is. */
export function sideOf(value: number | null | undefined, target: MetricTarget | null | undefined): Side {
  if (value == null) return 'nothing';
  if (!target) return 'no_target';
  const met = target.better === 'high' ? value >= target.value : value <= target.value;
  return met ? 'met' : 'missed';
}

/** Where the line is. */
export function targetOf(metric: Metric, speaker: Speaker): Said {
  const { target } = metric;
  if (!target) return { key: 'metrics.target.none' };
  return { key: `metrics.target.${target.better}`, with: { line: worth(target.value, metric, speaker) } };
}

/** Where the line is, and how far from it. */
export function lineOf(metric: Metric, speaker: Speaker): Said {
  const { target, standing } = metric;
  const difference = standing.distance?.difference;
  if (!target || !difference) return targetOf(metric, speaker);
  const line = worth(target.value, metric, speaker);
  const by = apart(difference, metric, speaker);
  return { key: `metrics.target.${target.better}_${difference > 0 ? 'over' : 'under'}`, with: { line, by } };
}

/** Where the day goes if it goes on as it began. */
export function dayOf(metric: Metric, speaker: Speaker): Said {
  const { projected, value } = metric.standing;
  if (projected == null || metric.today.denominator === 0) return { key: 'metrics.day.unknown' };
  const end = worth(projected, metric, speaker);
  if (!metric.target) return { key: 'metrics.day.no_target', with: { end } };
  const ends = sideOf(projected, metric.target);
  const stands = sideOf(value, metric.target);
  const turn = ends === stands ? 'stays' : 'turns';
  return { key: `metrics.day.${turn}_${ends}`, with: { end } };
}

/** How many may be lost, or must be won in a row. */
export function roomOf(metric: Metric, definition: Pick<MetricDefinition, 'cap_seconds'>): Said {
  const { distance } = metric.standing;
  if (!metric.target) return { key: 'metrics.room.no_target' };
  if (!distance) return { key: 'metrics.room.nothing' };
  if (!distance.met)
    return distance.must_win == null
      ? { key: 'metrics.room.never' }
      : { key: `metrics.room.must_win_${metric.unit}`, with: { n: distance.must_win } };
  // Without a cap one long wait can outweigh any number of short ones: there is no number that may be lost.
  if (metric.is_seconds && definition.cap_seconds == null) return { key: 'metrics.room.one_long_wait' };
  return distance.may_lose === 0
    ? { key: 'metrics.room.none' }
    : { key: `metrics.room.may_lose_${metric.unit}`, with: { n: distance.may_lose } };
}

/** Whether answering those who wait is enough, and how many it takes. */
export function reachOf(metric: Metric): Said {
  const { standing, target } = metric;
  const n = standing.answer_now.length;
  if (!target) return { key: 'metrics.reach.no_target' };
  if (standing.reachable)
    return n === 0 ? { key: 'metrics.reach.safe' } : { key: 'metrics.reach.answer', with: { n } };
  return n === 0 ? { key: 'metrics.reach.no_answer_helps' } : { key: 'metrics.reach.nearest', with: { n } };
}
