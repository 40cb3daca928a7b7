import type { Policy } from '@miaohui/client';
import { expect, test } from 'vitest';
import { draftOf, EMPTY, policyOf, reaches, reachText, standingOf } from './draft';

const freight: Policy = {
  policy_id: 'F1',
  kind: 'freight',
  scope: [{ category: 'Shirts' }, { product: 'S1' }],
  regions: ['新疆', '西藏'],
  fee: 1550,
  free_from: 20_000,
  note: 'By post.',
  valid_from: '2026-01-05T09:00:00.000Z',
};

test('a policy comes out of its form as it went in', () => {
  expect(policyOf(draftOf(freight, 'CNY'), 'CNY')).toMatchObject(freight);
});

test('what another kind says is not sent', () => {
  const turned = policyOf({ ...draftOf(freight, 'CNY'), kind: 'returns', days: '7', payer: 'shop' }, 'CNY');
  expect(turned).toMatchObject({ kind: 'returns', days: 7, payer: 'shop', fee: null, regions: [] });
});

test('what was left empty is not said', () => {
  expect(policyOf({ ...EMPTY, policy_id: ' R1 ' }, 'CNY')).toMatchObject({
    policy_id: 'R1',
    days: null,
    note: null,
    valid_until: null,
    scope: [],
  });
});

test('what a policy is for is written as in sheets', () => {
  const reach = reaches('衬衫，product:S1\nsku: S1-M');
  expect(reach).toEqual([{ category: '衬衫' }, { product: 'S1' }, { sku: 'S1-M' }]);
  expect(reaches(reachText(reach))).toEqual(reach);
});

test('a policy is to come, on or over by its dates', () => {
  const now = Date.parse('2026-02-01T00:00:00Z');
  const dated = (valid_from: string | null, valid_until: string | null) =>
    standingOf({ ...freight, valid_from, valid_until }, now);
  expect(dated(null, null)).toBe('on');
  expect(dated('2026-02-02T00:00:00Z', null)).toBe('to_come');
  expect(dated(null, '2026-02-01T00:00:00Z')).toBe('over');
});
