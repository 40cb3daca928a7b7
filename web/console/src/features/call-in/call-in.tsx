import { useQuery } from '@tanstack/react-query';
import { useChosenShop } from '../../app/choose-shop';
import { Calls } from './calls';
import { Crisis } from './crisis';
import { callInQuery } from './queries';
import { Standbys } from './standbys';
import './call-in.css';

/** What a shop has in reserve when too many wait: people who stand by, and the emergency group. */
export function CallIn() {
  const { shop, control } = useChosenShop();
  const view = useQuery(callInQuery(shop?.id ?? ''));
  if (!shop) return null;
  return (
    <>
      <Crisis shop={shop.id} view={view.data} control={control} />
      <Standbys shop={shop} view={view} />
      <Calls view={view} />
    </>
  );
}
