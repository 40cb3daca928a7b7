import type { MetricReason, MetricRound } from '@miaohui/client';
import { describe, expect, it } from 'vitest';
import { allRounds } from './export';
import { metric, round } from './fixtures';

const wanted = { shop: 's', definition: 'd', reason: undefined as MetricReason | undefined };

/** A server with pages of two. */
function server(rounds: MetricRound[]) {
  const asked: { after: number; from?: string }[] = [];
  const ask = async ({ after, from }: { after: number; from?: string }) => {
    asked.push({ after, from });
    const end = after + 2;
    return metric(
      {},
      {
        rounds: rounds.slice(after, end),
        rounds_total: rounds.length,
        next: end < rounds.length ? end : null,
      },
    );
  };
  return { asked, ask };
}

async function all(ask: Parameters<typeof allRounds>[1], reason?: MetricReason) {
  const had: (string | null | undefined)[] = [];
  for await (const { rounds } of allRounds({ ...wanted, reason }, ask))
    had.push(...rounds.map(({ conversation }) => conversation));
  return had;
}

describe('an export', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((conversation) => round({ conversation }));

  it('has all pages, counted from the same beginning', async () => {
    const { ask, asked } = server(five);
    expect(await all(ask)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(asked).toEqual([
      { after: 0, from: undefined },
      { after: 2, from: '2026-01-01T00:00:00Z' },
      { after: 4, from: '2026-01-01T00:00:00Z' },
    ]);
  });

  it('misses none when one is answered meanwhile, and has none twice', async () => {
    const rounds = [...five];
    const { ask } = server(rounds);
    const had: unknown[] = [];
    for await (const page of allRounds({ ...wanted, reason: 'open' }, ask)) {
      had.push(...page.rounds.map(({ conversation }) => conversation));
      if (had.length === 2) rounds[0] = round({ conversation: 'a', reason: 'in_time' });
      if (had.length === 4) rounds.unshift(round({ conversation: 'z', reason: 'late' }));
    }
    expect(had).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
