import { expect, test } from 'vitest';
import { worthShowing } from './runs';

const run = (id: number, ended_at: string | null = null) => ({ id, ended_at });
const over = (id: number) => run(id, '2026-01-05T09:00:00Z');
const ids = (runs: { id: number }[]) => runs.map(({ id }) => id);

test('a run under way stays in sight however many came after it', () => {
  expect(ids(worthShowing([run(1), over(2), over(3), over(4), over(5), run(6)]))).toEqual([1, 3, 4, 5, 6]);
});

test('of those that have ended the last three stand there', () => {
  expect(ids(worthShowing([over(1), over(2), over(3), over(4)]))).toEqual([2, 3, 4]);
});
