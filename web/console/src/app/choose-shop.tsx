import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shopsQuery } from './queries';

/** The shop that a page is about, and the control that changes it. */
export function useChosenShop() {
  const { t } = useTranslation();
  const { data: shops = [] } = useQuery(shopsQuery);
  const [chosen, setChosen] = useState<string>();
  const shop = shops.find((one) => one.id === chosen) ?? shops[0];
  const control = shop && (
    <select
      className="input"
      aria-label={t('settings.shop')}
      value={shop.id}
      onChange={(event) => setChosen(event.target.value)}
    >
      {shops.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
  return { shop, control };
}
