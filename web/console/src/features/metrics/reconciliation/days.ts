import type { MetricTarget, ReconciledDay } from '@miaohui/client';
import { sideOf } from '../said';

/** First and last day, both included, as the server writes days. */
export interface Days {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
/** The longest stretch that the server holds against each other. */
export const LONGEST = 92;
/** Days that are looked at when none are named. */
const USUAL = 30;

/** A day so many days away from another. */
export function dayAway(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The days that are looked at, up to today unless named. */
export function daysOf(named: Partial<Days>, today: string): Days {
  const to = named.to ?? today;
  return { to, from: named.from ?? dayAway(to, 1 - USUAL) };
}

/** How many days there are from one to the other, both included. */
export function lengthOf({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

export type Fit = 'fits' | 'backwards' | 'too_long' | 'no_day';

/** Whether such a stretch can be asked for. */
export function fitOf(days: Days): Fit {
  const length = lengthOf(days);
  if (Number.isNaN(length)) return 'no_day';
  if (length < 1) return 'backwards';
  return length > LONGEST ? 'too_long' : 'fits';
}

/** What a platform's number of a day says beside ours. */
export type Beside =
  | 'same'
  | 'nothing_here'
  | 'missed_there'
  | 'met_there'
  | 'worse_there'
  | 'better_there'
  | 'higher_there'
  | 'lower_there';

/** Whether the platform's number differs from ours, and whether that is against the shop. */
export function besideOf(day: ReconciledDay, target: MetricTarget | null | undefined): Beside {
  const { theirs, ours, difference } = day;
  if (day.same) return 'same';
  if (ours == null || difference == null) return 'nothing_here';
  const higher = difference > 0;
  if (!target) return higher ? 'higher_there' : 'lower_there';
  const [there, here] = [sideOf(theirs, target), sideOf(ours, target)];
  if (there !== here) return there === 'missed' ? 'missed_there' : 'met_there';
  return higher === (target.better === 'high') ? 'better_there' : 'worse_there';
}

/** What is against the shop: the platform's number is what counts there. */
const AGAINST: Beside[] = ['missed_there', 'worse_there'];

export function isAgainst(beside: Beside): boolean {
  return AGAINST.includes(beside);
}

/** How many days there are, how many differ, and how many of those are against the shop. */
export function summed(days: ReconciledDay[], target: MetricTarget | null | undefined) {
  const all = days.map((day) => besideOf(day, target));
  return {
    days: all.length,
    differ: all.filter((one) => one !== 'same').length,
    against: all.filter(isAgainst).length,
  };
}
