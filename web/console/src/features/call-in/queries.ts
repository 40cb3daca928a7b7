import { api, data } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

/** What a shop has in reserve, and what of it is called in. */
export const callInQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.callInOf(shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/call-in', { params: { path: { shop } } })),
    enabled: shop !== '',
  });
