import { api, data, type ServicePolicy, type Shop, type ShopSettings } from '@miaohui/client';
import { CheckField, ManyField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { flowsQuery } from '../../app/queries';
import { reasons } from './reasons';
import {
  FIGURES,
  PERIODS,
  REASONS,
  type ServiceDraft,
  SWITCHES,
  serviceDraft,
  serviceOf,
} from './service-draft';

interface Props {
  shop: Shop;
  settings: ShopSettings;
  onClose: () => void;
}

/** Periods, reasons and limits of what a shop does for its buyers; everything else of its settings stays. */
export function ServiceForm({ shop, settings, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { data: flows = [] } = useQuery(flowsQuery(shop.id));
  const service = settings.service as Required<ServicePolicy>;
  const [now, setNow] = useState(serviceDraft(service, shop.currency));
  const change = (by: Partial<ServiceDraft>) => setNow((before) => ({ ...before, ...by }));
  return (
    <FormDialog
      wide
      title={t('service.edit_title', { name: shop.name })}
      save={() =>
        data(
          api.PUT('/api/v1/shops/{shop}/settings', {
            params: { path: { shop: shop.id } },
            body: { ...settings, service: serviceOf(now, shop.currency) },
          }),
        )
      }
      changes={[keys.of('settings', shop.id)]}
      fields={[...PERIODS, ...FIGURES, ...REASONS, 'final_sale_categories', 'coupon_most'].map(
        (name) => `service.${name}`,
      )}
      onClose={onClose}
    >
      {(error) => (
        <>
          <div className="two">
            {PERIODS.map((name) => (
              <TextField
                key={name}
                label={t(`service.${name}`)}
                hint={t('service.period_about')}
                type="number"
                min={0}
                value={now[name]}
                error={error(`service.${name}`)}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            ))}
            {FIGURES.map((name) => (
              <TextField
                key={name}
                label={t(`service.${name}`)}
                type="number"
                min={0}
                required
                value={now[name]}
                error={error(`service.${name}`)}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            ))}
            <TextField
              label={`${t('service.coupon_most')} (${shop.currency})`}
              hint={t('service.limit_about')}
              type="number"
              min={0}
              step="any"
              value={now.coupon_most}
              error={error('service.coupon_most')}
              onChange={(event) => change({ coupon_most: event.target.value })}
            />
          </div>
          <TextField
            label={t('service.final_sale_categories')}
            hint={t('service.final_sale_categories_about')}
            value={now.final_sale_categories}
            error={error('service.final_sale_categories')}
            onChange={(event) => change({ final_sale_categories: event.target.value })}
          />
          {REASONS.map((name) => (
            <ManyField
              key={name}
              label={t(`service.${name}_ask`)}
              error={error(`service.${name}`)}
              options={reasons(flows, name, service[name], i18n.language)}
              value={now[name]}
              onChange={(chosen) => change({ [name]: chosen })}
            />
          ))}
          {SWITCHES.map((name) => (
            <CheckField
              key={name}
              label={t(`service.${name}`)}
              checked={now[name]}
              onChange={(event) => change({ [name]: event.target.checked })}
            />
          ))}
        </>
      )}
    </FormDialog>
  );
}
