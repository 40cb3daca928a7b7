import { useSyncExternalStore } from 'react';
import type { TypingFrame } from './frames';

export interface Typing {
  buyer: boolean;
  name?: string;
  text?: string;
}

/** After this long without a sign, nobody is typing any more. */
const FADES_AFTER_MS = 6000;

let typing: ReadonlyMap<string, Typing> = new Map();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

const slot = (conversation: string, buyer: boolean) => `${conversation}/${buyer ? 'buyer' : 'agent'}`;

function set(key: string, value: Typing | undefined): void {
  const next = new Map(typing);
  if (value) next.set(key, value);
  else next.delete(key);
  typing = next;
  for (const listener of listeners) listener();
}

/** Notes that somebody types, or stopped. */
export function heardTyping(frame: TypingFrame): void {
  const key = slot(frame.conversation, frame.buyer === true);
  clearTimeout(timers.get(key));
  if (!frame.on) {
    set(key, undefined);
    return;
  }
  set(key, { buyer: frame.buyer === true, name: frame.name, text: frame.text });
  timers.set(
    key,
    setTimeout(() => set(key, undefined), FADES_AFTER_MS),
  );
}

/** A message came: what was being typed is said. */
export function saidInstead(conversation: string, buyer: boolean): void {
  const key = slot(conversation, buyer);
  if (typing.has(key)) set(key, undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Who types in a conversation right now. */
export function useTyping(conversation: string): { buyer?: Typing; agent?: Typing } {
  const now = useSyncExternalStore(subscribe, () => typing);
  return { buyer: now.get(slot(conversation, true)), agent: now.get(slot(conversation, false)) };
}
