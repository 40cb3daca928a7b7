import type { Money } from '@miaohui/client';

const DAY_MS = 86_400_000;

/** An amount, as the reader's language writes it. */
export function money({ minor, currency }: Money, language: string): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** The time of a day. */
export function clock(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(
    new Date(at),
  );
}

/** The time of a day when it is today, and else the day too. */
export function moment(at: string, language: string, now: number): string {
  const date = new Date(at);
  if (date.toDateString() === new Date(now).toDateString()) return clock(at, language);
  return `${day(at, language)} ${clock(at, language)}`;
}

/** The day, short. */
export function day(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { month: '2-digit', day: '2-digit' }).format(new Date(at));
}

/** The day, in full. */
export function fullDay(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(new Date(at));
}

/** A number. */
export function figure(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A share as a percentage. */
export function percent(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** How many days lie between two moments as people count them: 0 is the same day. */
export function daysBetween(at: string, now: number): number {
  const midnight = (value: number) => new Date(value).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(Date.parse(at))) / DAY_MS);
}

/** A moment with its year, as something that may be long ago or far ahead is told. */
export function fullMoment(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hour12: false,
  }).format(new Date(at));
}

/** The days of a week with their names, 1 = Monday to 7 = Sunday. */
export function weekdays(language: string): [number, string][] {
  const name = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  // A Monday, and the days after it.
  const monday = Date.UTC(2024, 0, 1);
  return [1, 2, 3, 4, 5, 6, 7].map((day) => [day, name.format(monday + (day - 1) * DAY_MS)]);
}
