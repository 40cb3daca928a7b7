import { api, data } from '@miaohui/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

/** Time alone crosses lines: the counts of them are asked for again so often, whatever happens. */
const LOOKS_AGAIN = 5000;

/** What goes on in a shop, or in all that are seen. It is asked for again as soon as the ledger tells of something. */
export const boardQuery = (shop: string | undefined) =>
  queryOptions({
    queryKey: keys.board(shop ?? ''),
    queryFn: ({ signal }) => data(api.GET('/api/v1/board', { params: { query: { shop } }, signal })),
    refetchInterval: LOOKS_AGAIN,
    refetchOnWindowFocus: true,
    placeholderData: keepPreviousData,
  });
