import { api, data, type SlaPolicy } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

const DAY_MS = 86_400_000;

/** Every version of what a shop promises, oldest first. */
export const versionsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('sla', shop, 'versions'),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/sla/policy', { params: { path: { shop } } })),
    staleTime: 30_000,
  });

/** How a shop kept what it promised in the last days; of one person where one is named. */
export const keptQuery = (shop: string, days: number, agent: string | undefined) =>
  queryOptions({
    queryKey: keys.of('sla', shop, 'kept', String(days), agent ?? ''),
    queryFn: () => {
      const query = { from: daysAgo(days), agent };
      return data(api.GET('/api/v1/shops/{shop}/sla', { params: { path: { shop }, query } }));
    },
  });

/** When nothing could be sent, the last first. */
export const outagesQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('sla', shop, 'outages'),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/sla/outages', { params: { path: { shop } } })),
  });

/** Counts the last days anew as if this policy had held. */
export const tryOut = (shop: string, policy: SlaPolicy, days: number) =>
  data(
    api.POST('/api/v1/shops/{shop}/sla/what-if', {
      params: { path: { shop } },
      body: { policy, from: daysAgo(days) },
    }),
  );

/** Puts the next version; at once when no time is named. */
export const putPolicy = (shop: string, version: number, from: string | undefined, policy: SlaPolicy) =>
  data(
    api.PUT('/api/v1/shops/{shop}/sla/policy', {
      params: { path: { shop } },
      body: { version, effective_from: from, policy },
    }),
  );

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
