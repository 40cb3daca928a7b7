import type { AuthorityLimit, AuthorityLimits } from '@miaohui/client';
import { amountOf, written } from '../../app/amount';

export const AMOUNTS = ['order_from', 'order_below', 'per_case', 'per_day', 'per_buyer_month'] as const;
export type AmountName = (typeof AMOUNTS)[number];

/** A row while it is written: amounts are what stands in their fields. */
export interface DraftRow extends Record<AmountName, string> {
  /** To know it by while rows come and go. */
  id: number;
  role: AuthorityLimit['role'];
  flow: string;
  reason: string;
}

export interface Draft {
  rows: DraftRow[];
  urgent: { percent: string; minutes: string } | undefined;
  minutes: string;
}

let last = 0;

export function emptyRow(): DraftRow {
  last += 1;
  const amounts = { order_from: '0', order_below: '', per_case: '0', per_day: '0', per_buyer_month: '0' };
  return { id: last, role: 'agent', flow: '*', reason: '*', ...amounts };
}

export function draftOf(limits: AuthorityLimits, currency: string): Draft {
  const rows = limits.rows.map((row) => ({
    ...emptyRow(),
    role: row.role,
    flow: row.flow,
    reason: row.reason,
    order_from: written(row.order_from, currency),
    order_below: row.order_below == null ? '' : written(row.order_below, currency),
    per_case: written(row.per_case, currency),
    per_day: written(row.per_day, currency),
    per_buyer_month: written(row.per_buyer_month, currency),
  }));
  const raise = limits.urgent_complaint;
  const urgent = raise ? { percent: String(raise.percent), minutes: String(raise.minutes) } : undefined;
  return { rows, urgent, minutes: String(limits.approval_minutes) };
}

/** The first field that cannot be read; named as the server names fields. */
export function unreadable(draft: Draft, currency: string): string | undefined {
  for (const [at, row] of draft.rows.entries()) {
    for (const name of AMOUNTS) {
      const open = name === 'order_below' && row[name].trim() === '';
      if (!open && amountOf(row[name], currency) === undefined) return `limits.rows[${at}].${name}`;
    }
  }
  const whole = (text: string) => /^\s*\d{1,6}\s*$/.test(text);
  if (draft.urgent && !whole(draft.urgent.percent)) return 'limits.urgent_complaint.percent';
  if (draft.urgent && !whole(draft.urgent.minutes)) return 'limits.urgent_complaint.minutes';
  return whole(draft.minutes) ? undefined : 'limits.approval_minutes';
}

/** What a readable draft says. */
export function limitsOf(draft: Draft, currency: string): AuthorityLimits {
  const amount = (text: string) => amountOf(text, currency) ?? 0;
  const { urgent } = draft;
  return {
    rows: draft.rows.map((row) => ({
      role: row.role,
      flow: row.flow,
      reason: row.reason,
      order_from: amount(row.order_from),
      order_below: row.order_below.trim() === '' ? null : amount(row.order_below),
      per_case: amount(row.per_case),
      per_day: amount(row.per_day),
      per_buyer_month: amount(row.per_buyer_month),
    })),
    urgent_complaint: urgent ? { percent: Number(urgent.percent), minutes: Number(urgent.minutes) } : null,
    approval_minutes: Number(draft.minutes),
  };
}
