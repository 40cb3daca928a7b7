import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './pace';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first is done at once, and what comes within the second is done together at its end', async () => {
  const runs: string[][] = [];
  const tell = paced<string>(1000, async (told) => runs.push([...told]));
  tell('a');
  expect(runs).toEqual([['a']]);
  for (const one of ['a', 'b', 'a', 'b']) tell(one);
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toEqual([['a']]);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toEqual([['a'], ['a', 'b']]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toHaveLength(2);
});

test('a run that takes long is not cut short, and what was told meanwhile is done after it', async () => {
  const ends: (() => void)[] = [];
  const tell = paced<string>(1000, () => new Promise<void>((end) => ends.push(end)));
  tell('a');
  await vi.advanceTimersByTimeAsync(3000);
  tell('a');
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(2);
});

test('one that fails does not stop those after it', async () => {
  let runs = 0;
  const tell = paced<string>(1000, async () => {
    runs += 1;
    throw new Error('unreachable');
  });
  tell('a');
  await vi.advanceTimersByTimeAsync(1000);
  tell('a');
  expect(runs).toBe(2);
});
