import { expect, test } from 'vitest';
import { serviceDraft, serviceOf } from './service-draft';

const policy = {
  return_days: 7,
  exchange_days: null,
  final_sale_categories: ['Gifts', '定制'],
  exchange_for_same: true,
  cancel_reasons: [],
  reship_reasons: ['missing', 'damaged'],
  difference_to_any_method: false,
  price_protection_days: 15,
  coupon_most: 2050,
  coupon_days: 90,
  coupons_per_buyer: 3,
};

test('a service policy comes out of its form as it went in', () => {
  expect(serviceOf(serviceDraft(policy, 'CNY'), 'CNY')).toEqual(policy);
});

test('what is left empty is for ever, and without a limit', () => {
  const empty = { ...serviceDraft(policy, 'CNY'), return_days: ' ', coupon_most: '' };
  expect(serviceOf(empty, 'CNY')).toMatchObject({ return_days: null, coupon_most: null });
});
