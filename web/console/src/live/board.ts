import { focusManager, type QueryClient } from '@tanstack/react-query';
import { keys } from '../app/keys';
import { paced } from './pace';

/** The board is read whole each time: not more often than this. */
const EVERY_MS = 1000;

const pacers = new WeakMap<QueryClient, (whose: 'board') => void>();

/** Somebody waits, was answered, came or went: the board is asked for again where it is shown. */
export function reboard(client: QueryClient): void {
  const known = pacers.get(client);
  const tell = known ?? paced<'board'>(EVERY_MS, () => ask(client));
  if (!known) pacers.set(client, tell);
  tell('board');
}

/** A page that nobody looks at asks when they look again. */
function ask(client: QueryClient): Promise<unknown> {
  const refetchType = focusManager.isFocused() ? 'active' : 'none';
  return client.invalidateQueries({ queryKey: keys.board(), refetchType });
}
