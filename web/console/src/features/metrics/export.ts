import type { Metric, MetricReason, MetricRound } from '@miaohui/client';
import { BOM, type Cell, line } from '../../app/csv';
import { askMetric } from './queries';

/** As many rounds as the server gives at once. */
const PAGE = 1000;

interface Wanted {
  shop: string;
  definition: string;
  reason: MetricReason | undefined;
}

/**
 * All rounds, page by page, each once. The reason is looked at here and not there: while this runs, a round that waits
 * may be answered, which must not move the others to another page.
 */
export async function* allRounds(
  wanted: Wanted,
  ask: (asked: { after: number; limit: number; from?: string }) => Promise<Metric>,
): AsyncGenerator<{ rounds: MetricRound[]; seen: number; total: number }> {
  const had = new Set<string>();
  let after: number | null | undefined = 0;
  let from: string | undefined;
  while (after != null) {
    const page = await ask({ after, limit: PAGE, from });
    // The window stays where it was, though midnight may come.
    from ??= page.from;
    const rounds = page.rounds.filter((round) => {
      const name = `${round.conversation} ${round.start} ${round.agent}`;
      if (had.has(name)) return false;
      had.add(name);
      return !wanted.reason || round.reason === wanted.reason;
    });
    yield { rounds, seen: page.next ?? page.rounds_total, total: page.rounds_total };
    after = page.next;
  }
}

interface Sheet extends Wanted {
  head: string[];
  row: (round: MetricRound) => Cell[];
  onProgress: (seen: number, total: number) => void;
  signal: AbortSignal;
}

/** The rounds as a file that spreadsheets open. */
export async function sheetOf({ head, row, onProgress, signal, ...wanted }: Sheet): Promise<Blob> {
  const parts = [BOM, line(head)];
  const pages = allRounds(wanted, (asked) => askMetric(wanted.shop, wanted.definition, asked, signal));
  for await (const { rounds, seen, total } of pages) {
    parts.push(rounds.map((round) => line(row(round))).join(''));
    onProgress(seen, total);
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}
