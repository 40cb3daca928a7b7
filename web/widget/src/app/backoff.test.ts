import { expect, test } from 'vitest';
import { backoff, LONGEST, SHORTEST } from './backoff';

test('waits double up to the longest', () => {
  const most = [0, 1, 2, 3, 20].map((attempt) => backoff(attempt, () => 1));
  expect(most).toEqual([SHORTEST, 1000, 2000, 4000, LONGEST]);
});

test('chance takes off at most half', () => {
  expect(backoff(3, () => 0)).toBe(2000);
  expect(backoff(3, () => 0.5)).toBe(3000);
});
