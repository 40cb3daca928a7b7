import { api, data, type Me, type OpenConversation, ProblemError } from '@miaohui/client';
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { catchUpList, catchUpOpen } from '../live/apply';
import { keepOlder, type Wanted } from '../live/conversations';
import { keys } from './keys';

const LONG = 30 * 60 * 1000;
const REPLACED_EVERY = 15 * 1000;

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await data(api.GET('/api/v1/session'));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: LONG,
});

/** Whoever was here is gone: the sign-in page shows, and nothing of what was read stays. */
export function forget(client: QueryClient): void {
  // In place, not by clearing everything: the page would not notice that its query was replaced by another.
  client.setQueryData(keys.me, null);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] });
}

/** Who is signed in, for the pages inside: they keep it until they are taken away as a whole. */
export const Signed = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(Signed);
  if (!me) throw new Error('only for pages of people who are signed in');
  return me;
}

export const shopsQuery = queryOptions({
  queryKey: keys.shops,
  queryFn: () => data(api.GET('/api/v1/shops')),
  staleTime: LONG,
});

/** Of each shop whether people are too few there. */
export const surgesQuery = queryOptions({
  queryKey: keys.surges,
  queryFn: () => data(api.GET('/api/v1/surges')),
  staleTime: 60_000,
});

export const listQuery = (wanted: Wanted, me: string) =>
  queryOptions({
    queryKey: keys.list(wanted),
    queryFn: async () => {
      const query = {
        view: wanted.view,
        sort: wanted.sort,
        shop: wanted.shop,
        text: wanted.text,
        limit: 200,
      };
      return catchUpList(await data(api.GET('/api/v1/conversations', { params: { query } })), wanted, me);
    },
    staleTime: LONG,
    // What another second costs changes with every second, without anything happening.
    refetchInterval: wanted.view === 'waiting' && wanted.sort === 'loss' ? REPLACED_EVERY : (false as const),
  });

/** An open conversation; older messages that were loaded stay. */
export const openQuery = (id: string, client: QueryClient) =>
  queryOptions({
    queryKey: keys.open(id),
    queryFn: async () => {
      const fresh = await data(api.GET('/api/v1/conversations/{id}', { params: { path: { id } } }));
      return catchUpOpen(keepOlder(fresh, client.getQueryData<OpenConversation>(keys.open(id))));
    },
    staleTime: LONG,
  });

export const useOpen = (id: string) => useQuery(openQuery(id, useQueryClient()));

export const buyerQuery = (id: string) =>
  queryOptions({
    queryKey: keys.buyer(id),
    queryFn: () => data(api.GET('/api/v1/buyers/{id}', { params: { path: { id } } })),
    staleTime: 60_000,
  });

/** Who may be the same person as a buyer. */
export const likelyQuery = (id: string) =>
  queryOptions({
    queryKey: keys.likely(id),
    queryFn: () => data(api.GET('/api/v1/buyers/{id}/likely', { params: { path: { id } } })),
    staleTime: 60_000,
  });

/** A shop's gaps that are not closed, the most pressing first. */
export const gapsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.gapsOf(shop, 'live', 'must'),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/gaps', { params: { path: { shop } } })),
    staleTime: 60_000,
  });

/** What was asked over limits in a shop: those that wait, or all. */
export const approvalsQuery = (shop: string, open: boolean) =>
  queryOptions({
    queryKey: keys.approvalsOf(shop, open ? 'open' : 'all'),
    queryFn: () =>
      data(api.GET('/api/v1/shops/{shop}/approvals', { params: { path: { shop }, query: { open } } })),
    staleTime: 60_000,
  });

/** What a shop sells, with prices and stock. */
export const productsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('products', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/products', { params: { path: { shop } } })),
    staleTime: 5 * 60_000,
  });

/** What can be started in a shop. */
export const flowsQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('flows', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/flows', { params: { path: { shop } } })),
    staleTime: 5 * 60_000,
  });

/** One approval, however it ended. */
export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: keys.approval(id),
    queryFn: () => data(api.GET('/api/v1/approvals/{id}', { params: { path: { id } } })),
    staleTime: 60_000,
  });

/** Where the time of a conversation went, and its clocks. */
export const clocksQuery = (conversation: string) =>
  queryOptions({
    queryKey: keys.clocks(conversation),
    queryFn: () =>
      data(api.GET('/api/v1/conversations/{id}/clocks', { params: { path: { id: conversation } } })),
    staleTime: 60_000,
  });

export const inboxesQuery = queryOptions({
  queryKey: keys.of('inboxes'),
  queryFn: () => data(api.GET('/api/v1/inboxes')),
});

export const peopleQuery = queryOptions({
  queryKey: keys.of('people'),
  queryFn: () => data(api.GET('/api/v1/people')),
});
