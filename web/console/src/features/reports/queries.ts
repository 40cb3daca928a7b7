import { api, data, type ReportBy, type WhichCounted } from '@miaohui/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';
import type { Asked, Behind } from './asked';

/** Conversations on a page. */
export const PAGE = 50;
/** A report that is open is asked for again so often. */
const LOOKS_AGAIN = 60_000;

export const reportQuery = (asked: Asked, by: ReportBy) =>
  queryOptions({
    queryKey: keys.report(asked, by),
    queryFn: ({ signal }) => data(api.GET('/api/v1/report', { params: { query: { ...asked, by } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: LOOKS_AGAIN,
  });

export const compareQuery = (asked: Asked, by: ReportBy, [a, b]: [string, string]) =>
  queryOptions({
    queryKey: keys.report('compare', asked, by, a, b),
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/report/compare', { params: { query: { ...asked, by, a, b } }, signal })),
    placeholderData: keepPreviousData,
  });

export const behindQuery = (asked: Asked, behind: Behind & { which: WhichCounted }, page: number) =>
  queryOptions({
    queryKey: keys.report('behind', asked, behind, page),
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/report/conversations', {
          params: { query: { ...asked, ...behind, after: page * PAGE, limit: PAGE } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
