import type { MetricRound, Shop } from '@miaohui/client';
import type { Cell } from '../../app/csv';
import { agentName } from './agents';

/** Where a conversation is, for whoever reads the sheet elsewhere. */
export type Address = (conversation: string) => string;
export type Say = (key: string, params?: Record<string, string | number>) => string;

/** The first line of the sheet. */
export function headOf(shop: Shop, t: Say): string[] {
  const zone = shop.time_zone;
  return [
    t('metrics.sheet.start', { zone }),
    t('metrics.sheet.end', { zone }),
    t('metrics.sheet.due', { zone }),
    t('metrics.sheet.seconds'),
    t('metrics.agent'),
    t('metrics.counts'),
    t('metrics.sheet.numerator'),
    t('metrics.reason'),
    t('metrics.sheet.why_zh'),
    t('metrics.sheet.why_en'),
    t('metrics.sheet.conversation'),
    t('metrics.sheet.buyer'),
  ];
}

/** A round as a line of it; times as the shop's clock shows them. */
export function rowOf(round: MetricRound, shop: Shop, t: Say, address: Address): Cell[] {
  const at = (time: string | null | undefined) => time && inZone(time, shop.time_zone);
  return [
    at(round.start),
    at(round.end),
    at(round.due),
    round.end && (Date.parse(round.end) - Date.parse(round.start)) / 1000,
    round.agent && agentName(shop, round.agent, t),
    t(round.counted ? 'common.yes' : 'common.no'),
    round.numerator,
    t(`metrics.reasons.${round.reason}`),
    round.why.zh,
    round.why.en,
    round.conversation && address(round.conversation),
    round.buyer,
  ];
}

/** A moment as a clock in that zone shows it. */
export function inZone(time: string, timeZone: string): string {
  const format = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(new Date(time));
}
