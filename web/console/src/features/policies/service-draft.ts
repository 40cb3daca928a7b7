import type { ServicePolicy } from '@miaohui/client';
import { amountOf, written } from '../../app/amount';
import { listed } from './draft';

export const PERIODS = ['return_days', 'exchange_days'] as const;
export const FIGURES = ['price_protection_days', 'coupon_days', 'coupons_per_buyer'] as const;
export const REASONS = ['cancel_reasons', 'reship_reasons'] as const;
export const SWITCHES = ['exchange_for_same', 'difference_to_any_method'] as const;

type Texts = Record<
  (typeof PERIODS)[number] | (typeof FIGURES)[number] | 'final_sale_categories' | 'coupon_most',
  string
>;
/** The service policy as it stands in a form. */
export type ServiceDraft = Texts &
  Record<(typeof REASONS)[number], string[]> &
  Record<(typeof SWITCHES)[number], boolean>;

export function serviceDraft(policy: Required<ServicePolicy>, currency: string): ServiceDraft {
  const text = (value: number | null) => (value === null ? '' : `${value}`);
  return {
    return_days: text(policy.return_days),
    exchange_days: text(policy.exchange_days),
    price_protection_days: text(policy.price_protection_days),
    coupon_days: text(policy.coupon_days),
    coupons_per_buyer: text(policy.coupons_per_buyer),
    final_sale_categories: policy.final_sale_categories.join(', '),
    cancel_reasons: policy.cancel_reasons,
    reship_reasons: policy.reship_reasons,
    coupon_most: policy.coupon_most === null ? '' : written(policy.coupon_most, currency),
    exchange_for_same: policy.exchange_for_same,
    difference_to_any_method: policy.difference_to_any_method,
  };
}

/** What is sent: an empty period is for ever, an empty limit none. */
export function serviceOf(draft: ServiceDraft, currency: string): Required<ServicePolicy> {
  const period = (text: string) => (text.trim() ? Number(text) : null);
  const most = draft.coupon_most.trim();
  return {
    return_days: period(draft.return_days),
    exchange_days: period(draft.exchange_days),
    price_protection_days: Number(draft.price_protection_days),
    coupon_days: Number(draft.coupon_days),
    coupons_per_buyer: Number(draft.coupons_per_buyer),
    final_sale_categories: listed(draft.final_sale_categories),
    cancel_reasons: draft.cancel_reasons,
    reship_reasons: draft.reship_reasons,
    coupon_most: most ? (amountOf(most, currency) ?? Number(most)) : null,
    exchange_for_same: draft.exchange_for_same,
    difference_to_any_method: draft.difference_to_any_method,
  };
}
