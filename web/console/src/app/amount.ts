/** Decimal places of a currency. */
function digits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Minor units as people write them in a field: 1990 is `19.90`, and 2000 is `20`. */
export function written(minor: number, currency: string): string {
  const places = digits(currency);
  const text = (minor / 10 ** places).toFixed(places);
  return text.replace(/\.0+$/, '');
}

/** What is written, in minor units; nothing when it is not an amount. */
export function amountOf(text: string, currency: string): number | undefined {
  const [, whole, rest = ''] = /^\s*(\d{1,12})(?:\.(\d*))?\s*$/.exec(text) ?? [];
  const places = digits(currency);
  if (whole === undefined || rest.length > places) return undefined;
  return Number(whole + rest.padEnd(places, '0'));
}
