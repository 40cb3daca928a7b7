import { Icon } from '@miaohui/ui/icon';
import { type ReactNode, useSyncExternalStore } from 'react';

interface Notice {
  id: number;
  text: string;
  bad: boolean;
}

const STAYS_MS = 5000;
let notices: Notice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** Shows a short sentence for a while. */
export function notify(text: string, { bad }: { bad: boolean }): void {
  const id = ++last;
  set([...notices.slice(-2), { id, text, bad }]);
  setTimeout(() => set(notices.filter((one) => one.id !== id)), STAYS_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Short sentences, above what stays until something is done about it. */
export function Notices({ children }: { children: ReactNode }) {
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map((one) => (
        <p key={one.id} className={one.bad ? 'notice bad' : 'notice'}>
          <Icon name={one.bad ? 'warn' : 'ok'} />
          {one.text}
        </p>
      ))}
      {children}
    </div>
  );
}
