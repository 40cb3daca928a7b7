import { api, data, type Promised } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from './keys';

export type PromiseListView = 'mine' | 'open' | 'overdue' | 'closed';

/** Promises of the shops that are seen, due first, with how many there are. */
export const promisesQuery = (view: PromiseListView) =>
  queryOptions({
    queryKey: keys.promisesIn(view),
    queryFn: () => data(api.GET('/api/v1/promises', { params: { query: { view } } })),
    staleTime: 30_000,
  });

/** What was promised in a conversation, and what the buyer came back for. */
export const promisedQuery = (conversation: string) =>
  queryOptions({
    queryKey: keys.promisesIn('of', conversation),
    queryFn: () =>
      data(api.GET('/api/v1/conversations/{id}/promises', { params: { path: { id: conversation } } })),
    staleTime: 30_000,
  });

/** How near an open promise is: over, soon, or not yet. */
export function nearness(promise: Promised, now: number): 'red' | 'amber' | '' {
  if (promise.state !== 'open') return '';
  if (promise.broken_at || Date.parse(promise.due_at) <= now) return 'red';
  return Date.parse(promise.remind_at) <= now ? 'amber' : '';
}

/** A moment as a field for a date and a time takes it. */
export function forField(at: string): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
