import { expect, test } from 'vitest';
import { line, percent } from './chart';

test('a line goes from the first threshold to the last, and higher shares lie higher', () => {
  const path = line([{ threshold: 0 }, { threshold: 1 }], (at) => at);
  const [first = [], last = []] = path
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));
  expect(first[0]).toBeLessThan(last[0] ?? 0);
  expect(first[1]).toBeGreaterThan(last[1] ?? 0);
});

test('shares are told in full percent', () => {
  expect(percent(0.954)).toBe('95 %');
});
