import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Typing } from './typing';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('tells at most once a second, the latest text, and when it ends', () => {
  const told: [boolean, string][] = [];
  const typing = new Typing((on, text) => told.push([on, text]));
  typing.writes('在');
  vi.advanceTimersByTime(0);
  typing.writes('在吗');
  typing.writes('在吗?');
  vi.advanceTimersByTime(999);
  expect(told).toEqual([[true, '在']]);
  vi.advanceTimersByTime(1);
  expect(told[1]).toEqual([true, '在吗?']);
  vi.advanceTimersByTime(4000);
  expect(told[2]).toEqual([false, '']);
});

test('an emptied line ends it at once, and only if it had begun', () => {
  const told: boolean[] = [];
  const typing = new Typing((on) => told.push(on));
  typing.writes(' ');
  expect(told).toEqual([]);
  typing.writes('a');
  vi.advanceTimersByTime(0);
  typing.writes('');
  expect(told).toEqual([true, false]);
});
