import { expect, test } from 'vitest';
import { metric, round } from './fixtures';
import { lookAgain } from './look';

const now = Date.parse('2026-01-01T00:00:00Z');
const due = (seconds: number) => round({ due: new Date(now + seconds * 1000).toISOString() });

test('a number is looked at again when the next of those who wait is late', () => {
  expect(lookAgain(metric({}, { rounds: [due(60), due(4)] }), now)).toBe(4300);
});

test('it is looked at now and then when nobody waits, and never more than once a second', () => {
  expect(lookAgain(metric({}), now)).toBe(10_000);
  expect(lookAgain(metric({}, { rounds: [due(-5)] }), now)).toBe(1000);
  expect(lookAgain(metric({}, { rounds: [due(5000)], next: 500 }), now)).toBe(1000);
});
