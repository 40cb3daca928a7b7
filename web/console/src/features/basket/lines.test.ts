import { expect, test } from 'vitest';
import { asked, withOneMore } from './lines';

const variant = (sku: string) => ({ sku, product: 'P', title: 'T', options: '', price: 100, stock: null });

test('the same variant again is one more of it', () => {
  const lines = [variant('a'), variant('b'), variant('a')].reduce(withOneMore, []);
  expect(lines.map((line) => [line.variant.sku, line.quantity])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

test('codes are read apart, and what is not said is not asked', () => {
  const lines = [{ variant: variant('a'), quantity: 2 }];
  expect(asked(lines, ' ', 'ONE，two, three', '杭州 ')).toEqual({
    lines: [{ sku_id: 'a', quantity: 2 }],
    level: null,
    codes: ['ONE', 'two', 'three'],
    place: '杭州',
  });
});
