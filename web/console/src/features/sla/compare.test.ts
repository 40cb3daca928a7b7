import type { SlaKept } from '@miaohui/client';
import { expect, it } from 'vitest';
import { compared, difference, shareOf, sumOf } from './compare';

const kept = (name: string, by: Partial<SlaKept> = {}): SlaKept => ({
  version: 0,
  rule: 0,
  name: { zh: name, en: name },
  metric: 'first_reply',
  reply: 'human',
  within_seconds: 60,
  judged: 10,
  late: 1,
  open: 0,
  late_share: 0.1,
  median_seconds: 1,
  p90_seconds: 2,
  late_in: [],
  ...by,
});

it('a rule is compared with itself wherever it stands, and with each version of itself', () => {
  const held = [kept('a', { rule: 1 }), kept('a', { version: 1 }), kept('gone')];
  const would = [kept('new'), kept('a', { rule: 3 })];
  const rows = compared({ held, would });
  expect(rows.map((row) => [row.held.map(({ version }) => version), row.would?.name.zh])).toEqual([
    [[], 'new'],
    [[0, 1], 'a'],
    [[0], undefined],
  ]);
});

it('shares are of all that was judged', () => {
  const all = sumOf([kept('a'), kept('b', { judged: 30, late: 9 })]);
  expect([all, shareOf(all), shareOf(sumOf([]))]).toEqual([{ judged: 40, late: 10 }, 0.25, undefined]);
  expect([difference(0.25, 0.5), difference(undefined, 0.5)]).toEqual([25, undefined]);
});
