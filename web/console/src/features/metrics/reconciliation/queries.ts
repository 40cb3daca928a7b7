import { api, data, type PlatformNumber, ProblemError } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../../app/keys';
import { type Days, fitOf } from './days';

/** The platform's number beside ours. The ledger is counted many times for it, so it is not asked for again by itself. */
export const reconciliationQuery = (shop: string, definition: string, days: Days) =>
  queryOptions({
    queryKey: keys.reconciliation(shop, definition, days.from, days.to),
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/shops/{shop}/metrics/reconciliation', {
          params: { path: { shop }, query: { definition, ...days } },
          signal,
        }),
      ),
    enabled: fitOf(days) === 'fits',
    refetchOnWindowFocus: false,
  });

/** Says what the platform told of one day; what is wrong with it is thrown as the refusal of its field. */
export async function tell(shop: string, number: PlatformNumber): Promise<void> {
  const asked = api.PUT('/api/v1/shops/{shop}/metrics/platform-numbers', {
    params: { path: { shop } },
    body: [number],
  });
  const { error, response } = await asked;
  const [wrong] = error && 'problems' in error ? error.problems : [];
  if (wrong) throw new ProblemError(response.status, wrong);
  await data(asked);
}

/** Takes back what was told of one day. */
export async function takeBack(shop: string, metric: string, day: string): Promise<void> {
  await data(
    api.DELETE('/api/v1/shops/{shop}/metrics/platform-numbers/{metric}/{day}', {
      params: { path: { shop, metric, day } },
    }),
  );
}
