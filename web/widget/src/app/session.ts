import type { Shelf } from './outbox';

/** A buyer's session as this browser keeps it. */
export interface Kept {
  session: string;
  /** The buyer's id in the shop; none when nobody has vouched for them. */
  buyer: string | null;
  /** When it began, in milliseconds since 1970. */
  since: number;
}

/** What to do about the session when a page opens. */
export type Plan =
  /** Nothing is needed before the buyer writes. */
  | { kind: 'none' }
  /** The kept one is good. */
  | { kind: 'keep'; kept: Kept }
  /** Exchange the shop's token for one, and take along what was said anonymously. */
  | { kind: 'exchange'; anonymous: string | null };

/** A recognised session lasts a day; it is renewed well before that. */
const RENEW_AFTER = 20 * 3_600_000;

/**
 * What to do about the session. Whoever was recognised and no longer is has signed out of the shop: on a shared machine
 * the next person must not see what was said, so that session is left in any case.
 */
export function plan(kept: Kept | null, buyer: string | null, now: number): Plan {
  if (buyer === null) return kept && kept.buyer === null ? { kind: 'keep', kept } : { kind: 'none' };
  if (kept?.buyer === buyer && now - kept.since < RENEW_AFTER) return { kind: 'keep', kept };
  return { kind: 'exchange', anonymous: kept && kept.buyer === null ? kept.session : null };
}

/** The buyer's id in the shop that a token names. It is only read here; the server checks it. */
export function buyerOf(token: string | null): string | null {
  if (!token) return null;
  try {
    const body = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof sub === 'string' ? sub.trim() : '';
  } catch {
    // Not a token at all: the server will say so.
    return '';
  }
}

/** The kept session, if there is one. */
export function read(shelf: Shelf, key: string): Kept | null {
  try {
    const kept = JSON.parse(shelf.getItem(key) ?? 'null') as Partial<Kept> | null;
    return typeof kept?.session === 'string'
      ? { buyer: null, since: 0, ...kept, session: kept.session }
      : null;
  } catch {
    return null;
  }
}
