import type { Variant } from '../../app/variants';

export interface Line {
  variant: Variant;
  quantity: number;
}

/** The basket with one more of a variant. */
export function withOneMore(lines: Line[], variant: Variant): Line[] {
  const there = lines.some((line) => line.variant.sku === variant.sku);
  return there
    ? lines.map((line) =>
        line.variant.sku === variant.sku ? { ...line, quantity: line.quantity + 1 } : line,
      )
    : [...lines, { variant, quantity: 1 }];
}

/** What is asked of the calculator; codes stand apart by spaces or commas of either kind. */
export function asked(lines: Line[], level: string, codes: string, place: string) {
  return {
    lines: lines.map(({ variant, quantity }) => ({ sku_id: variant.sku, quantity })),
    level: level.trim() || null,
    codes: codes.split(/[\s,，、]+/).filter(Boolean),
    place: place.trim() || null,
  };
}
