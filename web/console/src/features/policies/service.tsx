import { api, data, type Shop, type ShopSettings } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { keys } from '../../app/keys';
import { money } from '../../i18n/format';
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
  const list = (words: string[], none: string) => (words.length > 0 ? words.join(', ') : none);
  const yes = (is: boolean) => t(is ? 'common.yes' : 'common.no');
  const rows: [string, string][] = service
    ? [
        [t('service.return_days'), days(service.return_days)],
        [t('service.exchange_days'), days(service.exchange_days)],
        [t('service.price_protection_days'), days(service.price_protection_days)],
        [t('service.final_sale_categories'), list(service.final_sale_categories, t('common.none'))],
        [t('service.exchange_for_same'), yes(service.exchange_for_same)],
        [t('service.difference_to_any_method'), yes(service.difference_to_any_method)],
        [t('service.cancel_reasons'), list(service.cancel_reasons, t('service.any_reason'))],
        [t('service.reship_reasons'), list(service.reship_reasons, t('service.any_reason'))],
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
