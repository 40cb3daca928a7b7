/** Shortest and longest wait before another try, in milliseconds. */
export const SHORTEST = 500;
export const LONGEST = 30_000;

/**
 * How long to wait before try number `attempt` (from 0), in milliseconds: doubling, and somewhere in the upper half of
 * it, so that a server that comes back is not met by everybody at once.
 */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST, SHORTEST * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
