import type { Explanation, OtherwiseRound, Shop } from '@miaohui/client';
import { BOM, type Cell, line } from '../../../app/csv';
import { agentName } from '../agents';
import { type Address, inZone, type Say } from '../sheet';

/** The rounds that a reading counts otherwise, as a file that spreadsheets open. */
export function sheetOf({ rounds }: Explanation, shop: Shop, t: Say, address: Address): Blob {
  const head = [
    t('metrics.sheet.start', { zone: shop.time_zone }),
    t('metrics.agent'),
    t('reconciliation.sheet.here_zh'),
    t('reconciliation.sheet.here_en'),
    t('reconciliation.sheet.there_zh'),
    t('reconciliation.sheet.there_en'),
    t('metrics.sheet.conversation'),
  ];
  const row = (round: OtherwiseRound): Cell[] => [
    inZone(round.start, shop.time_zone),
    round.agent && agentName(shop, round.agent, t),
    round.ours?.zh,
    round.ours?.en,
    round.otherwise?.zh,
    round.otherwise?.en,
    round.conversation && address(round.conversation),
  ];
  const lines = [head, ...rounds.map(row)].map(line);
  return new Blob([BOM, ...lines], { type: 'text/csv;charset=utf-8' });
}
