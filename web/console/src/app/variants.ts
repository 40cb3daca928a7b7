import type { Product } from '@miaohui/client';

/** Something that can be chosen: a variant, with what people know it by. */
export interface Variant {
  sku: string;
  product: string;
  title: string;
  options: string;
  price: number;
  /** Pieces; null when the shop does not count them. */
  stock: number | null;
}

/** Names in one list; more nobody reads. */
const SHOWN = 20;

/** What can be bought, variant by variant. */
export function variantsOf(products: Product[]): Variant[] {
  return products
    .filter((product) => product.on_sale)
    .flatMap((product) =>
      product.skus.map((sku) => ({
        sku: sku.sku_id,
        product: product.product_id,
        title: product.title,
        options: sku.options.join(' '),
        price: sku.price,
        stock: sku.stock ?? null,
      })),
    );
}

/** The other variants of the product that has this one; undefined when the product is in no list. */
export function othersOf(products: Product[], sku: string): Variant[] | undefined {
  const product = products.find((one) => one.skus.some(({ sku_id }) => sku_id === sku));
  return product && variantsOf([{ ...product, on_sale: true }]).filter((one) => one.sku !== sku);
}

/** The variants that have every word of a search in their names, the first few. */
export function searched(variants: Variant[], text: string): Variant[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const named = ({ title, options, sku }: Variant) => `${title} ${options} ${sku}`.toLowerCase();
  return variants.filter((one) => words.every((word) => named(one).includes(word))).slice(0, SHOWN);
}
