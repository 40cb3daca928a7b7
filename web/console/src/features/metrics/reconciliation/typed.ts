/**
 * What a person types for a platform's number, as reports write it too: `93.5%`, `0.935`, `12.3`, `12.3 s`, `1:23`.
 * Nothing when it is none of these.
 */
export function typedValue(text: string): number | undefined {
  const plain = text.trim();
  const percent = /^(.+?)\s*[%％]$/.exec(plain)?.[1];
  if (percent !== undefined) {
    const value = numberOf(percent);
    return value === undefined ? undefined : value / 100;
  }
  if (/[:：]/.test(plain)) {
    const parts = plain.split(/[:：]/).map(numberOf);
    if (parts.length > 3) return undefined;
    return parts.reduce(
      (sum, part) => (sum === undefined || part === undefined ? undefined : sum * 60 + part),
      0,
    );
  }
  return numberOf(plain.replace(/\s*(秒|s)$/, ''));
}

function numberOf(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
