import { api, data, type Shop, type ShopSettings } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { keys } from '../../app/keys';
import { flowsQuery } from '../../app/queries';
import { money } from '../../i18n/format';
import { type FLOW_OF, reasons } from './reasons';
import { ServiceForm } from './service-form';

/** What a shop does for its buyers after they have ordered, at a glance. */
export function Service({ shop }: { shop: Shop }) {
  const { t, i18n } = useTranslation();
  const asked = useQuery({
    queryKey: keys.of('settings', shop.id),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/settings', { params: { path: { shop: shop.id } } })),
    gcTime: 0,
  });
  const [editing, setEditing] = useState(false);
  const service = asked.data?.service as Required<NonNullable<ShopSettings['service']>> | undefined;
  const days = (n: number | null) => (n === null ? t('service.for_ever') : t('service.n_days', { n }));
  const { data: flows = [] } = useQuery(flowsQuery(shop.id));
  const list = (words: string[], none: string) =>
    words.length > 0 ? words.join(t('promises.between')) : none;
  const named = (of: keyof typeof FLOW_OF, kept: string[]) => {
    const known = reasons(flows, of, kept, i18n.language);
    const labels = kept.map((value) => known.find((one) => one.value === value)?.label ?? value);
    return list(labels, t('service.any_reason'));
  };
  const yes = (is: boolean) => t(is ? 'common.yes' : 'common.no');
  const rows: [string, string][] = service
    ? [
        [t('service.return_days'), days(service.return_days)],
        [t('service.exchange_days'), days(service.exchange_days)],
        [t('service.price_protection_days'), days(service.price_protection_days)],
        [t('service.final_sale_categories'), list(service.final_sale_categories, t('common.none'))],
        [t('service.exchange_for_same'), yes(service.exchange_for_same)],
        [t('service.difference_to_any_method'), yes(service.difference_to_any_method)],
        [t('service.cancel_reasons'), named('cancel_reasons', service.cancel_reasons)],
        [t('service.reship_reasons'), named('reship_reasons', service.reship_reasons)],
        [
          t('service.coupon_most'),
          service.coupon_most === null
            ? t('service.no_limit')
            : money({ minor: service.coupon_most, currency: shop.currency }, i18n.language),
        ],
        [t('service.coupon_days'), days(service.coupon_days)],
        [t('service.coupons_per_buyer'), `${service.coupons_per_buyer}`],
      ]
    : [];
  return (
    <section className="panel" aria-label={t('service.title')}>
      <header>
        <h2>{t('service.title')}</h2>
        <span className="end line">
          <Button disabled={!asked.data} onClick={() => setEditing(true)}>
            {t('service.edit')}
          </Button>
        </span>
      </header>
      {asked.isLoading && <Skeleton lines={4} label={t('common.loading')} />}
      {asked.isError && !asked.data && <Failed error={asked.error} again={asked.refetch} />}
      <dl className="service">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt className="meta">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {editing && asked.data && (
        <ServiceForm shop={shop} settings={asked.data} onClose={() => setEditing(false)} />
      )}
    </section>
  );
}
