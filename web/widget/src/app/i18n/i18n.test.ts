import { expect, test } from 'vitest';
import { en } from './en';
import { zh } from './zh';

test('both languages say the same things, with the same figures, and nothing is empty', () => {
  const shape = (texts: object) =>
    Object.entries(texts).map(([key, value]) => [
      key,
      typeof value,
      value.length > 0,
      typeof value === 'function' && value.length,
    ]);
  expect(shape(en)).toEqual(shape(zh));
});

test('there are as many starters in each', () => {
  expect(en.starters.length).toBe(zh.starters.length);
});
