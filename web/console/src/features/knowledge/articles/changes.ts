import { type ArticleHistory, api, data } from '@miaohui/client';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../../../app/keys';
import { type Facts, openVersion, tidy } from '../article/facts';

/** An article changed here is shown as it is now; lists with it are asked for again. */
export function showHistory(client: QueryClient, history: ArticleHistory): void {
  client.setQueryData(keys.of('article', history.article.id), history);
  void client.invalidateQueries({ queryKey: keys.of('articles') });
}

/** What a writer goes on from. */
export interface Base {
  facts: Facts;
  /** The newest version there was; none of a new article. */
  number: number | undefined;
  /** When it was written. */
  writtenAt: string | undefined;
  /** Which state of it. */
  stamp: string;
}

/** What tells one state of an article from another. */
export function stampOf(history: ArticleHistory | undefined): string {
  const newest = history?.versions[0];
  return newest ? `${newest.number}/${newest.state}/${newest.created_at}` : '';
}

interface Writing {
  shop: string;
  facts: Facts;
  note: string;
  base: Base;
}

function write({ shop, facts, note, base }: Writing, publish: boolean): Promise<ArticleHistory> {
  return data(
    api.POST('/api/v1/shops/{shop}/articles/drafts', {
      params: { path: { shop } },
      body: {
        article: tidy(facts),
        note: note.trim(),
        based_on: base.number,
        based_on_at: base.writtenAt,
        publish,
      },
    }),
  );
}

export const saveDraft = (writing: Writing) => write(writing, false);
export const writeAndPublish = (writing: Writing) => write(writing, true);

/** Publishes the open draft as its author wrote it. */
export function publishOpen(id: string, number: number): Promise<ArticleHistory> {
  return data(
    api.POST('/api/v1/articles/{id}/versions/{number}/publish', { params: { path: { id, number } } }),
  );
}

/** Writes the draft down if there is anything new in it, and asks somebody else to look at it. */
export async function submit(writing: Writing, history: ArticleHistory | undefined, dirty: boolean) {
  const saved = dirty || !history ? await saveDraft(writing) : history;
  const open = openVersion(saved);
  if (!open) return saved;
  const path = { id: saved.article.id, number: open.number };
  return data(api.POST('/api/v1/articles/{id}/versions/{number}/submit', { params: { path } }));
}
