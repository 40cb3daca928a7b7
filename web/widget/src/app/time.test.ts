import { beforeEach, expect, test } from 'vitest';
import { speak } from './i18n';
import { moment, separates, size } from './time';

const noon = new Date(2026, 2, 10, 12, 5).getTime();
const minute = 60_000;

beforeEach(() => {
  speak('zh');
});

test('a time is shown at the beginning, after a pause and on another day', () => {
  expect(separates(null, noon)).toBe(true);
  expect(separates(noon, noon + 4 * minute)).toBe(false);
  expect(separates(noon, noon + 6 * minute)).toBe(true);
  const midnight = new Date(2026, 2, 11, 0, 1).getTime();
  expect(separates(midnight - 2 * minute, midnight)).toBe(true);
});

test('the further back, the more of the date', () => {
  expect(moment(noon, noon)).toBe('12:05');
  expect(moment(noon, noon + 86_400_000)).toBe('昨天 12:05');
  expect(moment(noon, noon + 5 * 86_400_000)).toBe('3月10日 12:05');
  speak('en');
  expect(moment(noon, new Date(2027, 0, 1).getTime())).toBe('Mar 10, 2026 12:05');
});

test('sizes are in the unit people use', () => {
  expect(size(12)).toBe('12 B');
  expect(size(2048)).toBe('2 KB');
  expect(size(1_600_000)).toBe('1.5 MB');
  expect(size(10_485_760)).toBe('10 MB');
});
