import { api, data, type Flow } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

/** What was started in a conversation, oldest first. */
export const runsQuery = (conversation: string) =>
  queryOptions({
    queryKey: keys.of('runs', conversation),
    queryFn: () =>
      data(api.GET('/api/v1/conversations/{id}/flows', { params: { path: { id: conversation } } })),
    staleTime: 60_000,
  });

/** Those that a person can start now. */
export const startable = (flows: Flow[]) =>
  flows.filter(({ flow }) => flow.enabled !== false && flow.starters.includes('agent'));
