import type { Cause, ReportBy, ReportFigures, ReportLine, WhichCounted } from '@miaohui/client';
import type { TFunction } from 'i18next';
import { percent, weekdays } from '../../i18n/format';

/** How numbers are told in the reader's language. */
export interface Telling {
  t: TFunction;
  language: string;
}

/** A span of seconds, as short as it can be told: seconds to the tenth, minutes, hours, days. */
export function spell(seconds: number | null | undefined, { t, language }: Telling): string {
  if (seconds == null) return '–';
  const told = (n: number, unit: string) =>
    t(`reports.spell.${unit}`, {
      n: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(n),
    });
  const size = Math.abs(seconds);
  if (size < 100) return told(seconds, 's');
  if (size < 6000) return told(seconds / 60, 'm');
  if (size < 172_800) return told(seconds / 3600, 'h');
  return told(seconds / 86_400, 'd');
}

/** The same with its sign: a difference. */
export function signed(seconds: number, telling: Telling): string {
  // Not minus nought.
  const told = spell(Math.round(seconds * 10) / 10 + 0, telling);
  return seconds > 0.05 ? `+${told}` : told;
}

type Shared = ReportFigures['in_time'];

function shared({ share }: Shared, { language }: Telling): string {
  return share == null ? '–' : percent(share, language);
}

/** A figure of a report: what it is worth, what more there is to say, and which conversations are behind it. */
export interface Figure {
  name: 'conversations' | 'first_any' | 'first' | 'response' | 'in_time' | 'resolution' | 'once' | 'left';
  which: WhichCounted;
  value: (figures: ReportFigures, telling: Telling) => string;
  more: (figures: ReportFigures, telling: Telling) => string[];
}

const spread = (of: (figures: ReportFigures) => ReportFigures['response']) => ({
  more: (figures: ReportFigures, telling: Telling) => [
    telling.t('reports.median', { value: spell(of(figures).median, telling) }),
    telling.t('reports.p90', { value: spell(of(figures).p90, telling) }),
  ],
});

const part = (of: (figures: ReportFigures) => Shared) => ({
  value: (figures: ReportFigures, telling: Telling) => shared(of(figures), telling),
  more: (figures: ReportFigures, { t }: Telling) => [
    t('reports.of', { part: of(figures).part, of: of(figures).of }),
  ],
});

/** The figures in the order in which they are shown. */
export const FIGURES: Figure[] = [
  {
    name: 'conversations',
    which: 'all',
    value: ({ conversations }, { language }) => new Intl.NumberFormat(language).format(conversations),
    more: ({ with_people }, { t }) => [`${t('reports.figure.with_people')} ${with_people}`],
  },
  {
    name: 'first_any',
    which: 'all',
    value: (figures, telling) => spell(figures.first_any.mean, telling),
    ...spread((figures) => figures.first_any),
  },
  {
    name: 'first',
    which: 'answered',
    value: (figures, telling) => spell(figures.first.mean, telling),
    ...spread((figures) => figures.first),
  },
  {
    name: 'response',
    which: 'answered',
    value: (figures, telling) => spell(figures.response.mean, telling),
    ...spread((figures) => figures.response),
  },
  { name: 'in_time', which: 'late', ...part((figures) => figures.in_time) },
  {
    name: 'resolution',
    which: 'resolved',
    value: (figures, telling) => spell(figures.resolution.median, telling),
    more: (figures, telling) => [telling.t('reports.p90', { value: spell(figures.resolution.p90, telling) })],
  },
  { name: 'once', which: 'again', ...part((figures) => figures.once) },
  { name: 'left', which: 'left', ...part((figures) => figures.left) },
];

/** What a value of a dimension is called. */
export function named(
  by: ReportBy,
  { key, name }: Pick<ReportLine, 'key' | 'name'>,
  { t, language }: Telling,
): string {
  switch (by) {
    case 'person':
      return name ?? (key === 'nobody' ? t('reports.nobody') : t('metrics.somebody', { id: key.slice(-6) }));
    case 'shop':
      return name ?? key;
    case 'channel':
      return t(`inboxes.${key}`);
    case 'intent':
      return t(`intent.${key}`);
    case 'hour': {
      const [day, hour] = key.split('-');
      return `${weekdays(language).find(([one]) => String(one) === day)?.[1] ?? day} ${hour}:00`;
    }
    case 'day':
      return new Intl.DateTimeFormat(language, { month: '2-digit', day: '2-digit', timeZone: 'UTC' }).format(
        new Date(`${key}T00:00:00Z`),
      );
  }
}

/** The causes in the order in which an answer goes through them. */
export const CAUSES: Cause[] = ['bot', 'queue', 'reading', 'typing', 'approval'];

/** The seconds of a cause, for each answer. */
export function perAnswer({ answering, response }: ReportFigures, cause: Cause): number {
  const seconds = answering.find((one) => one.cause === cause)?.seconds ?? 0;
  return response.count > 0 ? seconds / response.count : 0;
}
