import { focusManager, type QueryClient } from '@tanstack/react-query';
import { keys } from '../app/keys';
import { paced } from './pace';

/** A number is counted from the whole window each time: not more often than this. */
const EVERY_MS = 1000;

const pacers = new WeakMap<QueryClient, (shop: string) => void>();

/** A shop's numbers have changed: those that are shown are asked for again. */
export function refigure(client: QueryClient, shop: string): void {
  const known = pacers.get(client);
  const tell = known ?? paced<string>(EVERY_MS, (shops) => ask(client, shops));
  if (!known) pacers.set(client, tell);
  tell(shop);
}

/** A page that nobody looks at asks when they look again. */
function ask(client: QueryClient, shops: ReadonlySet<string>): Promise<unknown> {
  const refetchType = focusManager.isFocused() ? 'active' : 'none';
  return Promise.all(
    [...shops].map((shop) => client.invalidateQueries({ queryKey: keys.figuresOf(shop), refetchType })),
  );
}
