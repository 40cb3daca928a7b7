import type { Policy } from '@miaohui/client';
import type { TFunction } from 'i18next';
import { money } from '../../i18n/format';
import { reachText } from './draft';

/** What a policy says, part by part. */
export function told(policy: Policy, currency: string, language: string, t: TFunction): string[] {
  const amount = (minor: number) => money({ minor, currency }, language);
  const is = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
  const parts: (string | false)[] = [
    (policy.scope ?? []).length > 0 && t('policies.told.scope', { what: reachText(policy.scope ?? []) }),
    (policy.regions ?? []).length > 0 && (policy.regions ?? []).join(', '),
    is(policy.cutoff) && t('policies.told.cutoff', { time: policy.cutoff }),
    is(policy.within_hours) && t('policies.told.within_hours', { n: policy.within_hours }),
    is(policy.transit_days) && t('policies.told.transit_days', { n: policy.transit_days }),
    is(policy.fee) && t('policies.told.fee', { amount: amount(policy.fee) }),
    is(policy.free_from) && t('policies.told.free_from', { amount: amount(policy.free_from) }),
    is(policy.days) && t('policies.told.days', { n: policy.days }),
    is(policy.months) && t('policies.told.months', { n: policy.months }),
    is(policy.payer) && t(`policies.payers.${policy.payer}`),
    (policy.excluded ?? []).length > 0 &&
      t('policies.told.excluded', { what: reachText(policy.excluded ?? []) }),
  ];
  return parts.filter((part) => part !== false);
}
