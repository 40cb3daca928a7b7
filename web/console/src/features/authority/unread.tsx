import { Failed } from '../../app/failed';

interface Asked {
  isError: boolean;
  error: Error | null;
  refetch: () => unknown;
}

/** A list that could not be read, and whose it is. */
interface Missing {
  name: string;
  error: Error | null;
  again: () => unknown;
}

/** The lists that could not be read: what others gave does not hide that something is missing. */
export function unread(lists: Asked[], names: string[]): Missing[] {
  const all = lists.map(({ isError, error, refetch }, at) => ({
    isError,
    missing: { name: names[at] ?? '', error, again: refetch },
  }));
  return all.filter(({ isError }) => isError).map(({ missing }) => missing);
}

export function Unread({ missing }: { missing: Missing[] }) {
  return missing.map(({ name, error, again }) => (
    <section key={name} aria-label={name || undefined}>
      {name && <h3>{name}</h3>}
      <Failed error={error} again={again} />
    </section>
  ));
}
