import type { Metric } from '@miaohui/client';

/** However quiet it is: a day ends, a session ends, the projection moves. */
const SELDOM_MS = 10_000;
const OFTEN_MS = 1000;
/** A moment after the time is up, so that the server sees it as well. */
const AFTER_MS = 300;

/** When to look again though nobody said anything: as soon as the time of somebody who waits is up. */
export function lookAgain(metric: Metric | undefined, now: number): number {
  if (!metric) return SELDOM_MS;
  const open = metric.rounds.filter((round) => round.reason === 'open');
  // Of those that are not on the page nobody knows when their time is up.
  if (metric.next != null) return OFTEN_MS;
  const dues = open.flatMap((round) => (round.due ? [Date.parse(round.due)] : []));
  const next = Math.min(...dues, Number.POSITIVE_INFINITY) - now + AFTER_MS;
  return Math.max(OFTEN_MS, Math.min(next, SELDOM_MS));
}
