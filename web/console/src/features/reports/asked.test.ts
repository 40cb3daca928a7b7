import { expect, test } from 'vitest';
import { askedBy, fileAt } from './asked';

const NOON = new Date('2026-03-10T12:00:00').getTime();
const local = (day: string) => new Date(`${day}T00:00:00`).toISOString();

test('a window of days begins at a midnight and goes on until now', () => {
  expect(askedBy({}, NOON)).toEqual({ from: local('2026-03-04') });
  expect(askedBy({ days: 1 }, NOON).from).toBe(local('2026-03-10'));
});

test('a window from day to day has both days in it', () => {
  const asked = askedBy({ from: '2026-02-01', to: '2026-02-28', days: 7 }, NOON);
  expect(asked).toEqual({ from: local('2026-02-01'), to: local('2026-03-01') });
  expect(askedBy({ from: '2026-02-28', to: '2026-02-01' }, NOON).from).toBe(local('2026-03-04'));
});

test('a file is asked for by the same', () => {
  const file = fileAt('csv', askedBy({ days: 1, intent: 'size_advice' }, NOON));
  expect(file).toContain('/api/v1/report/rows.csv?from=');
  expect(file).toContain('intent=size_advice');
});
