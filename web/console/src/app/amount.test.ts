import { describe, expect, it } from 'vitest';
import { amountOf, written } from './amount';

describe('an amount', () => {
  it('is written in whole units and read back', () => {
    for (const minor of [0, 1, 99, 100, 1990, 2000, 500_000]) {
      for (const currency of ['CNY', 'JPY', 'KWD'])
        expect(amountOf(written(minor, currency), currency)).toBe(minor);
    }
    expect([written(1990, 'CNY'), written(2000, 'CNY'), written(2000, 'JPY')]).toEqual([
      '19.90',
      '20',
      '2000',
    ]);
  });

  it('is nothing when it cannot be one', () => {
    for (const text of ['', 'x', '-1', '1.234', '1e3', '１']) expect(amountOf(text, 'CNY')).toBeUndefined();
    expect(amountOf('1.5', 'JPY')).toBeUndefined();
  });
});
