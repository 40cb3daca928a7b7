import type { ReportFigures } from '@miaohui/client';
import { expect, test } from 'vitest';
import { named, perAnswer, signed, spell, type Telling } from './figures';

const telling: Telling = {
  t: ((key: string, with_: Record<string, unknown> = {}) =>
    [key.split('.').at(-1), ...Object.values(with_)].join(' ')) as unknown as Telling['t'],
  language: 'en',
};

test('a span is told as short as it can be', () => {
  expect([null, 0, 12.34, 99.9].map((one) => spell(one, telling))).toEqual(['–', 's 0', 's 12.3', 's 99.9']);
  expect([600, 7200, 259_200].map((one) => spell(one, telling))).toEqual(['m 10', 'h 2', 'd 3']);
  expect([3, -3, 0.01, -0.01].map((one) => signed(one, telling))).toEqual(['+s 3', 's -3', 's 0', 's 0']);
});

test('a value is called as people call it', () => {
  expect(named('hour', { key: '1-09' }, telling)).toBe('Mon 09:00');
  expect(named('person', { key: 'nobody' }, telling)).toBe('nobody');
  expect(named('person', { key: 'x', name: 'Anna' }, telling)).toBe('Anna');
  expect(named('day', { key: '2026-03-04' }, telling)).toBe('03/04');
});

test('the time of a cause is told for each answer', () => {
  const figures = { answering: [{ cause: 'queue', seconds: 30 }], response: { count: 3 } };
  expect(perAnswer(figures as unknown as ReportFigures, 'queue')).toBe(10);
  expect(perAnswer(figures as unknown as ReportFigures, 'typing')).toBe(0);
});
