import { api, data, type MetricReason } from '@miaohui/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';
import { lookAgain } from './look';

/** Rounds on a page. */
export const PAGE = 50;
/** As many of those who wait as it takes to know when the next of them is late. */
const OPEN = 500;

/** Every version of every definition of a shop. */
export const definitionsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.definitions(shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/metrics/definitions', { params: { path: { shop } } })),
    staleTime: 30 * 60 * 1000,
  });

interface Asked {
  reason?: MetricReason;
  after?: number;
  limit: number;
  from?: string;
}

export const askMetric = (shop: string, definition: string, asked: Asked, signal?: AbortSignal) =>
  data(
    api.GET('/api/v1/shops/{shop}/metrics', {
      params: { path: { shop }, query: { definition, ...asked } },
      signal,
    }),
  );

/** A number with those who wait. It is asked for again when the ledger tells of something, and when somebody's time is up. */
export const figureQuery = (shop: string, definition: string) =>
  queryOptions({
    queryKey: keys.figuresOf(shop, definition),
    queryFn: ({ signal }) => askMetric(shop, definition, { reason: 'open', limit: OPEN }, signal),
    refetchInterval: (query) => lookAgain(query.state.data, Date.now()),
    refetchOnWindowFocus: true,
  });

/** A page of what stands behind a number. */
export const roundsQuery = (
  shop: string,
  definition: string,
  reason: MetricReason | undefined,
  page: number,
) =>
  queryOptions({
    queryKey: keys.figuresOf(shop, definition, 'rounds', reason ?? '', String(page)),
    queryFn: ({ signal }) => askMetric(shop, definition, { reason, after: page * PAGE, limit: PAGE }, signal),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: true,
  });
