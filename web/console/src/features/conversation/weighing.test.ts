import type { PromiseFound } from '@miaohui/client';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { given, name, stillThere, weighQuery } from './weighing';

const AT = '2026-01-05T09:00:00Z';
const promise = (wording: string): PromiseFound =>
  ({ kind: 'call', wording, due_at: AT }) as unknown as PromiseFound;

test('what one text promises is not known of the next while that is asked about', () => {
  // A request that is never answered.
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const client = new QueryClient();
  const first = weighQuery('c', 'I call you at nine');
  client.setQueryData(first.queryKey, { promises: [promise('at nine')], vague: null } as never);
  const watched = new QueryObserver(client, first);
  const end = watched.subscribe(() => undefined);
  expect(watched.getCurrentResult().data?.promises).toHaveLength(1);
  watched.setOptions(weighQuery('c', 'I call you some time'));
  expect(watched.getCurrentResult().data).toBeUndefined();
  end();
  vi.unstubAllGlobals();
});

test('a change is kept while its words stand there, and forgotten with them', () => {
  const [nine, ten] = [promise('at nine'), promise('at ten')];
  const changes = { [name(nine)]: null, [name(ten)]: '2026-01-05T10:30:00Z' };
  expect(stillThere(changes, [nine, ten])).toEqual(changes);
  const without = stillThere(changes, [ten]);
  expect(given([nine], stillThere(without, [nine]))).toHaveLength(1);
});

test('a promise is recorded with the time it was given, and not when it is none', () => {
  const [nine, ten] = [promise('at nine'), promise('at ten')];
  const recorded = given([nine, ten], { [name(nine)]: null, [name(ten)]: '2026-01-05T10:30:00Z' });
  expect(recorded.map(({ input }) => input.due_at)).toEqual(['2026-01-05T10:30:00Z']);
});
