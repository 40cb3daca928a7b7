import type { BoardWait } from '@miaohui/client';
import { expect, test } from 'vitest';
import { standOf } from './wait';

const at = (second: number) => new Date(second * 1000).toISOString();
const wait = (due: number | null) =>
  ({ since: at(0), due_at: due === null ? null : at(due) }) as unknown as BoardWait;

test('a wait turns yellow before it is due, and red when it is', () => {
  const colours = [17, 18, 29, 30].map((second) => standOf(wait(30), second * 1000).colour);
  expect(colours).toEqual(['', 'amber', 'amber', 'red']);
  expect(standOf(wait(30), 40_000)).toEqual({ waited: 40_000, left: -10_000, colour: 'red' });
  expect(standOf(wait(null), 900_000).colour).toBe('');
});
