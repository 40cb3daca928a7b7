import { languageTag } from './i18n';

/** An amount in minor units, as the buyer's language writes it. */
export function price(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(languageTag(), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
