import { api, data, type Message, type OpenConversation, UnreachableError } from '@miaohui/client';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { keys } from '../app/keys';
import { pause } from './backoff';
import { onLive } from './connection';
import { withMessage } from './conversations';
import { after, next, type Outgoing, parse, type Step } from './outbox';

let place = '';
let box: Outgoing[] = [];
let client: QueryClient | undefined;
let attempt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const onTheWay = new Set<string>();
const listeners = new Set<() => void>();

/** Begins to send what this person has written, first what was left from before the page was loaded. */
export function begin(agent: string, queries: QueryClient): () => void {
  place = `miaohui.outbox.${agent}`;
  client = queries;
  box = parse(localStorage.getItem(place));
  tell();
  flush();
  const stop = onLive((state) => {
    if (state === 'live') flush();
  });
  return () => {
    stop();
    clearTimeout(timer);
    client = undefined;
    box = [];
    tell();
  };
}

/** Takes a step and remembers what came of it. */
export function step(taken: Step): void {
  const changed = after(box, taken);
  if (changed === box) return;
  box = changed;
  localStorage.setItem(place, JSON.stringify(box));
  tell();
  if (taken.type === 'add' || taken.type === 'retry') flush();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const item of next(box, onTheWay)) void send(item);
}

async function send(item: Outgoing): Promise<void> {
  onTheWay.add(item.client_id);
  try {
    const message = await post(item);
    client?.setQueryData<OpenConversation>(
      keys.open(item.conversation),
      (open) => open && { ...open, messages: withMessage(open.messages, message) },
    );
    // How often it was used, and how many went out unedited, is different now.
    if (item.snippet) void client?.invalidateQueries({ queryKey: keys.of('snippets') });
    attempt = 0;
    step({ type: 'confirmed', client_id: item.client_id });
  } catch (error) {
    // Whether it was stored is not known: the same id is sent again and is then the same message.
    if (error instanceof UnreachableError) {
      timer ??= setTimeout(flush, pause(attempt++, Math.random));
    } else {
      step({
        type: 'failed',
        client_id: item.client_id,
        problem: error instanceof Error ? error.message : String(error),
      });
    }
  } finally {
    onTheWay.delete(item.client_id);
  }
  if (!timer) flush();
}

function post(item: Outgoing): Promise<Message> {
  const params = { path: { id: item.conversation } };
  const { client_id, text } = item;
  if (item.kind === 'note') {
    return data(api.POST('/api/v1/conversations/{id}/notes', { params, body: { client_id, text } }));
  }
  const attachments = item.attachments.map((file) => file.id);
  const began = {
    suggestion: item.suggestion ?? null,
    suggested: item.suggested ?? [],
    snippet: item.snippet ?? null,
    promises: item.promises ?? null,
  };
  const body = { client_id, text, attachments, ...began };
  return data(api.POST('/api/v1/conversations/{id}/messages', { params, body }));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is waiting to be confirmed. */
export function useOutbox(): Outgoing[] {
  return useSyncExternalStore(subscribe, () => box);
}
