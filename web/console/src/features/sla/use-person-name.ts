import type { Shop } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/queries';

/** What somebody is called: a colleague of the shop, or oneself; of others only their id is known here. */
export function usePersonName(shop: Shop | undefined): (id: string | null | undefined) => string {
  const { t } = useTranslation();
  const me = useMe();
  return (id) => {
    if (!id) return t('sla.somebody');
    const known = id === me.id ? me : shop?.colleagues.find((one) => one.id === id);
    return known?.name ?? t('sla.other_person', { id: id.slice(-6) });
  };
}
