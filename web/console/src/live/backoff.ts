const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the n-th try (from zero). The whole span is random, so that the consoles of a house
 * do not come back all at once after a restart.
 */
export function pause(attempt: number, random: () => number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(most * (0.3 + 0.7 * random()));
}
