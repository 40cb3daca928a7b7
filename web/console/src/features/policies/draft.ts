import type { Policy, PolicyKind, Reach } from '@miaohui/client';
import { amountOf, written } from '../../app/amount';
import { forField } from '../../app/promises';

export const KINDS = [
  'shipping',
  'freight',
  'returns',
  'warranty',
  'invoice',
  'price_protection',
] as const satisfies PolicyKind[];

/** What each kind says, apart from what every kind does. */
const FIELDS = {
  shipping: ['regions', 'cutoff', 'within_hours', 'transit_days', 'closed_weekdays', 'closed_days'],
  freight: ['regions', 'fee', 'free_from'],
  returns: ['days', 'payer', 'excluded'],
  warranty: ['days', 'months'],
  invoice: [],
  price_protection: ['days'],
} as const satisfies Record<PolicyKind, string[]>;

/** A policy as it stands in a form: texts, but for what is chosen. */
export interface Draft {
  policy_id: string;
  kind: PolicyKind;
  scope: string;
  excluded: string;
  regions: string;
  cutoff: string;
  within_hours: string;
  transit_days: string;
  closed_weekdays: number[];
  closed_days: string;
  fee: string;
  free_from: string;
  days: string;
  months: string;
  payer: '' | 'buyer' | 'shop';
  note: string;
  valid_from: string;
  valid_until: string;
}

/** Whether a policy of this kind says it. */
export const says = (kind: PolicyKind, field: string): boolean =>
  (FIELDS[kind] as readonly string[]).includes(field);

export const EMPTY: Draft = {
  policy_id: '',
  kind: 'returns',
  scope: '',
  excluded: '',
  regions: '',
  cutoff: '',
  within_hours: '',
  transit_days: '',
  closed_weekdays: [],
  closed_days: '',
  fee: '',
  free_from: '',
  days: '',
  months: '',
  payer: '',
  note: '',
  valid_from: '',
  valid_until: '',
};

export function draftOf(policy: Policy, currency: string): Draft {
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : `${value}`;
  const amount = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : written(value, currency);
  const moment = (at: string | null | undefined) => (at ? forField(at) : '');
  return {
    policy_id: policy.policy_id,
    kind: policy.kind,
    scope: reachText(policy.scope ?? []),
    excluded: reachText(policy.excluded ?? []),
    regions: (policy.regions ?? []).join(', '),
    cutoff: policy.cutoff ?? '',
    within_hours: number(policy.within_hours),
    transit_days: number(policy.transit_days),
    closed_weekdays: policy.closed_weekdays ?? [],
    closed_days: (policy.closed_days ?? []).join(', '),
    fee: amount(policy.fee),
    free_from: amount(policy.free_from),
    days: number(policy.days),
    months: number(policy.months),
    payer: policy.payer ?? '',
    note: policy.note ?? '',
    valid_from: moment(policy.valid_from),
    valid_until: moment(policy.valid_until),
  };
}

/** What is sent: nothing that the kind does not say. */
export function policyOf(draft: Draft, currency: string): Policy {
  const { kind } = draft;
  const only = <T>(field: string, value: T | null): T | null => (says(kind, field) ? value : null);
  const number = (text: string) => (text.trim() ? Number(text) : null);
  // What is no amount goes as it is written, to be refused at its field.
  const amount = (text: string) => (text.trim() ? (amountOf(text, currency) ?? Number(text)) : null);
  const moment = (text: string) => (text ? new Date(text).toISOString() : null);
  return {
    policy_id: draft.policy_id.trim(),
    kind,
    scope: reaches(draft.scope),
    excluded: only('excluded', reaches(draft.excluded)) ?? [],
    regions: only('regions', listed(draft.regions)) ?? [],
    cutoff: only('cutoff', draft.cutoff.trim() || null),
    within_hours: only('within_hours', number(draft.within_hours)),
    transit_days: only('transit_days', number(draft.transit_days)),
    closed_weekdays: only('closed_weekdays', draft.closed_weekdays) ?? [],
    closed_days: only('closed_days', listed(draft.closed_days)) ?? [],
    fee: only('fee', amount(draft.fee)),
    free_from: only('free_from', amount(draft.free_from)),
    days: only('days', number(draft.days)),
    months: only('months', number(draft.months)),
    payer: only('payer', draft.payer || null),
    note: draft.note.trim() || null,
    valid_from: moment(draft.valid_from),
    valid_until: moment(draft.valid_until),
  };
}

/** The words of a list; commas of either kind and new lines stand between them. */
export function listed(text: string): string[] {
  return text
    .split(/[,，、\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** What something is for, as sheets write it: a category, or `product:` and `sku:` with an id. */
export function reaches(text: string): Reach[] {
  return listed(text).map((part) => {
    const [, kind, name = ''] = /^(category|product|sku)[:：]\s*(.+)$/.exec(part) ?? [];
    if (kind === 'product') return { product: name };
    if (kind === 'sku') return { sku: name };
    return { category: kind ? name : part };
  });
}

export function reachText(reach: Reach[]): string {
  const one = (part: Reach) => {
    if ('product' in part) return `product:${part.product}`;
    return 'sku' in part ? `sku:${part.sku}` : part.category;
  };
  return reach.map(one).join(', ');
}

export type Standing = 'on' | 'to_come' | 'over';

/** Whether a policy holds now. */
export function standingOf(policy: Policy, now: number): Standing {
  if (policy.valid_from && now < Date.parse(policy.valid_from)) return 'to_come';
  return policy.valid_until && Date.parse(policy.valid_until) <= now ? 'over' : 'on';
}
