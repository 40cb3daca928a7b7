/** A piece of a text: plain, or the address of a page. */
export interface Piece {
  text: string;
  href?: string;
}

/** Addresses end at space, at quotes and brackets, and at Chinese text and punctuation. */
const ADDRESS = /https?:\/\/[^\s<>"'`，。！？；：、（）【】《》“”‘’\u3400-\u9fff\uff00-\uffef]+/gi;
/** What a sentence puts after an address does not belong to it. */
const TAIL = /[.,!?;:)\]}]+$/;

/** Splits a text into plain pieces and addresses. Only http and https become links. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = match[0].replace(TAIL, '');
    const href = safe(shown);
    if (!href) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The address if a buyer may be sent there, otherwise nothing. */
export function safe(address: string | null): string | undefined {
  try {
    const url = new URL(address ?? '');
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    // Not an address at all.
    return undefined;
  }
}
