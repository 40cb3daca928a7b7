import type { Product } from '@miaohui/client';
import { expect, test } from 'vitest';
import { othersOf, searched, variantsOf } from './variants';

const sku = (sku_id: string, options: string[], stock: number | null = 3) => ({
  sku_id,
  options,
  price: 9900,
  stock,
});
const products: Product[] = [
  {
    product_id: 'S1',
    title: 'Oxford Shirt',
    category: 'Shirts',
    on_sale: true,
    skus: [sku('S1-M', ['White', 'M']), sku('S1-L', ['White', 'L'], 0)],
  },
  { product_id: 'B1', title: 'Bag', category: 'Bags', on_sale: false, skus: [sku('B1-1', [], null)] },
];
const ids = (found: { sku: string }[]) => found.map((one) => one.sku);

test('what is not on sale is not offered', () => {
  expect(ids(variantsOf(products))).toEqual(['S1-M', 'S1-L']);
});

test('a piece is exchanged for another variant of its own product, with its stock', () => {
  expect(othersOf(products, 'S1-M')).toMatchObject([{ sku: 'S1-L', options: 'White L', stock: 0 }]);
  expect(othersOf(products, 'B1-1')).toEqual([]);
  expect(othersOf(products, 'unknown')).toBeUndefined();
});

test('every word of a search must be there, in any order and case', () => {
  const all = variantsOf(products);
  expect(ids(searched(all, 'l shirt white'))).toContain('S1-L');
  expect(ids(searched(all, 's1-m'))).toEqual(['S1-M']);
  expect(ids(searched(all, 'shirt red'))).toEqual([]);
});
