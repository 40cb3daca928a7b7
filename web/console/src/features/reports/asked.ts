import type { ReportBy } from '@miaohui/client';
import type { ReportsSearch } from '../../app/router';

/** The window when none is chosen. */
export const USUAL_DAYS = 7;
/** The windows that one click chooses. */
export const DAYS = [1, 7, 14, 30, 90];

/** What a report is asked for by. */
export interface Asked {
  from: string;
  to?: string;
  shop?: string;
  channel?: 'webchat' | 'api';
  intent?: string;
  urgency?: string;
  agent?: string;
}

/** A value of a dimension that figures are of. */
export interface Behind {
  of?: ReportBy;
  key?: string;
}

const midnight = (day: string) => new Date(`${day}T00:00:00`);

/** The midnight so many days before the next one, by the reader's clock. */
function daysBefore(now: number, days: number): Date {
  const date = new Date(now);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - days + 1);
  return date;
}

/** What the address asks for. The window begins at a midnight, so that the same page asks for the same. */
export function askedBy(search: ReportsSearch, now: number): Asked {
  const custom = search.from && search.to && search.from <= search.to;
  const end = custom ? midnight(search.to ?? '') : undefined;
  end?.setDate(end.getDate() + 1);
  const begin = custom ? midnight(search.from ?? '') : daysBefore(now, search.days ?? USUAL_DAYS);
  const asked: Asked = {
    from: begin.toISOString(),
    to: end?.toISOString(),
    shop: search.shop,
    channel: search.channel === 'webchat' || search.channel === 'api' ? search.channel : undefined,
    intent: search.intent,
    urgency: search.urgency,
    agent: search.agent,
  };
  return Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  ) as unknown as Asked;
}

/** Where a file of the rows is. */
export function fileAt(kind: 'csv' | 'xlsx', asked: Asked): string {
  return `/api/v1/report/rows.${kind}?${new URLSearchParams(asked as unknown as Record<string, string>)}`;
}
