import { api, data, type PromiseFound, type PromiseInput } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';

/** What a text promises and leaves vague. Nothing is known of a text before the answer to it is there: what another text
 * promised is neither shown nor sent with this one. */
export const weighQuery = (conversation: string, text: string) =>
  queryOptions({
    queryKey: keys.of('weighed', conversation, text),
    queryFn: () =>
      data(
        api.POST('/api/v1/conversations/{id}/weigh', {
          params: { path: { id: conversation } },
          body: { text },
        }),
      ),
    enabled: text.length > 1,
    staleTime: 60_000,
    retry: 0,
  });

/** Another time for a promise, or null: it is none. */
export type Changes = Record<string, string | null>;

/** By which a promise is known again while its text goes on. */
export const name = (promise: PromiseFound) => `${promise.kind} ${promise.wording}`;

/** The changes of promises that the text still makes; a change is forgotten with the words it was about. */
export function stillThere(changes: Changes, found: PromiseFound[]): Changes {
  const names = new Set(found.map(name));
  return Object.fromEntries(Object.entries(changes).filter(([promise]) => names.has(promise)));
}

/** The promises as they are recorded: with their changed times, and without those that are none. */
export function given(found: PromiseFound[], changes: Changes) {
  return found
    .filter((promise) => changes[name(promise)] !== null)
    .map((promise) => {
      const { kind, wording } = promise;
      const input: PromiseInput = { kind, wording, due_at: changes[name(promise)] ?? promise.due_at };
      return { promise, input };
    });
}
