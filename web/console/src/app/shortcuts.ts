import { useEffect, useRef } from 'react';

export type Action =
  | 'down'
  | 'up'
  | 'open'
  | 'claim'
  | 'reply'
  | 'note'
  | 'resolve'
  | 'transfer'
  | 'keep'
  | 'flows'
  | 'search'
  | 'help'
  | 'escape'
  | 'view1'
  | 'view2'
  | 'view3'
  | 'view4'
  | 'view5';

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

const PLAIN: Record<string, Action> = {
  j: 'down',
  ArrowDown: 'down',
  k: 'up',
  ArrowUp: 'up',
  Enter: 'open',
  c: 'claim',
  r: 'reply',
  n: 'note',
  e: 'resolve',
  t: 'transfer',
  s: 'keep',
  '/': 'search',
  '?': 'help',
  Escape: 'escape',
  '1': 'view1',
  '2': 'view2',
  '3': 'view3',
  '4': 'view4',
  '5': 'view5',
};

const WITH_CONTROL: Record<string, Action> = { Enter: 'resolve', k: 'flows' };

/** What a key means: letters only where nothing is being written, and Enter only where no control takes it. */
export function actionOf(event: Pressed, where: 'text' | 'control' | 'page'): Action | undefined {
  if (event.isComposing || event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) return WITH_CONTROL[event.key];
  if (event.key === 'Escape') return 'escape';
  if (where === 'text') return undefined;
  if (where === 'control' && event.key === 'Enter') return undefined;
  return PLAIN[event.key];
}

function place(target: EventTarget | null): 'text' | 'control' | 'page' {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.closest('textarea, select, [contenteditable]')) return 'text';
  const input = target.closest('input');
  if (input) return ['checkbox', 'radio', 'button', 'file'].includes(input.type) ? 'control' : 'text';
  return target.closest('button, a, summary') && !target.closest('[data-row]') ? 'control' : 'page';
}

const handlers = new Map<Action, Array<() => void>>();

/** Listens to the keys of the whole page. */
export function listenToKeys(): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const action = actionOf(event, place(event.target));
    const handler = action && handlers.get(action)?.at(-1);
    if (!handler) return;
    event.preventDefault();
    handler();
  };
  window.addEventListener('keydown', hear);
  return () => window.removeEventListener('keydown', hear);
}

/** Does something on a key, while it is on the page. The last one to come has it. */
export function useShortcut(action: Action, handler: () => void): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    const run = () => latest.current();
    const list = handlers.get(action) ?? [];
    handlers.set(action, [...list, run]);
    return () => {
      handlers.set(
        action,
        (handlers.get(action) ?? []).filter((one) => one !== run),
      );
    };
  }, [action]);
}
