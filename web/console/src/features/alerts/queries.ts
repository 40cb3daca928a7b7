import { api, data } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

/** Where a shop's alerts go. */
export const targetsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('alert-targets', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/alert-targets', { params: { path: { shop } } })),
    enabled: shop !== '',
  });

/** A shop's alerts, newest first. */
export const alertsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('alerts', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/alerts', { params: { path: { shop } } })),
    enabled: shop !== '',
    refetchInterval: 5000,
  });
