import { expect, test } from 'vitest';
import { buyerOf, type Kept, plan } from './session';

const hour = 3_600_000;
const now = 100 * hour;
const anonymous: Kept = { session: 'a', buyer: null, since: 0 };
const recognised: Kept = { session: 'r', buyer: 'B1', since: now - hour };

test('somebody unknown keeps their session, and has none before they write', () => {
  expect(plan(anonymous, null, now)).toEqual({ kind: 'keep', kept: anonymous });
  expect(plan(null, null, now)).toEqual({ kind: 'none' });
});

test('whoever signed out of the shop leaves nothing behind', () => {
  expect(plan(recognised, null, now)).toEqual({ kind: 'none' });
  expect(plan(recognised, 'B2', now)).toEqual({ kind: 'exchange', anonymous: null });
});

test('a buyer who signs in takes along what they said before', () => {
  expect(plan(anonymous, 'B1', now)).toEqual({ kind: 'exchange', anonymous: 'a' });
  expect(plan(null, 'B1', now)).toEqual({ kind: 'exchange', anonymous: null });
});

test('a recognised session is kept while it is young', () => {
  expect(plan(recognised, 'B1', now)).toEqual({ kind: 'keep', kept: recognised });
  expect(plan(recognised, 'B1', now + 20 * hour)).toEqual({ kind: 'exchange', anonymous: null });
});

test('the buyer of a token is read, in any script', () => {
  const body = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  expect(buyerOf(`h.${body({ sub: ' 买家-1 ' })}.s`)).toBe('买家-1');
  expect(buyerOf(`h.${body({})}.s`)).toBe('');
  expect(buyerOf('nonsense')).toBe('');
  expect(buyerOf(null)).toBeNull();
});
