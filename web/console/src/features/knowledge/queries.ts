import { type ArticleStatus, api, data, type ProposalState } from '@miaohui/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

/** Which articles of a shop. */
export interface WantedArticles {
  status?: ArticleStatus;
  due?: boolean;
  text?: string;
  limit: number;
}

export const articlesQuery = (shop: string, wanted: WantedArticles) =>
  queryOptions({
    queryKey: keys.of('articles', shop, JSON.stringify(wanted)),
    queryFn: () =>
      data(api.GET('/api/v1/shops/{shop}/articles', { params: { path: { shop }, query: wanted } })),
    placeholderData: keepPreviousData,
  });

export const articleQuery = (id: string) =>
  queryOptions({
    queryKey: keys.of('article', id),
    queryFn: () => data(api.GET('/api/v1/articles/{id}', { params: { path: { id } } })),
  });

export const proposalsQuery = (shop: string, state: ProposalState) =>
  queryOptions({
    queryKey: keys.of('proposals', shop, state),
    queryFn: () =>
      data(api.GET('/api/v1/shops/{shop}/proposals', { params: { path: { shop }, query: { state } } })),
  });

/** Our id of the article that the shop calls so. */
export async function articleCalled(shop: string, articleId: string): Promise<string | undefined> {
  const query = { text: articleId, limit: 1000 };
  const found = await data(api.GET('/api/v1/shops/{shop}/articles', { params: { path: { shop }, query } }));
  return found.articles.find(({ article }) => article.article_id === articleId)?.id;
}
