import type { MetricReason } from '@miaohui/client';

/** Every reason, those that count before those that do not. */
export const REASONS = [
  'in_time',
  'late',
  'measured',
  'capped',
  'unanswered',
  'passed_on',
  'with_label',
  'without_label',
  'once',
  'came_back',
  'not_closed',
  'open',
  'outside_hours',
  'exempt_day',
  'excluded',
  'of_another_kind',
  'begun_by_seller',
  'bot_reception',
  'never_handed_off',
  'unanswered_dropped',
] as const satisfies MetricReason[];

const BAD: MetricReason[] = ['late', 'unanswered', 'passed_on', 'capped', 'came_back', 'not_closed'];
const GOOD: MetricReason[] = ['in_time', 'once'];

/** The reason that a word names, if it does. */
export function reasonOf(word: string | undefined): MetricReason | undefined {
  return REASONS.find((one) => one === word);
}

/** How a reason looks: against the shop, for it, waiting, or neither. */
export function lookOf(reason: MetricReason): string {
  if (BAD.includes(reason)) return 'tag red';
  if (GOOD.includes(reason)) return 'tag green';
  return reason === 'open' ? 'tag amber' : 'tag';
}
