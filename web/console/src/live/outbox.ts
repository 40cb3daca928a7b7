import type { Attachment, Message, PromiseInput } from '@miaohui/client';

/** Something written that the server has not yet confirmed. */
export interface Outgoing {
  client_id: string;
  conversation: string;
  kind: 'reply' | 'note';
  text: string;
  attachments: Attachment[];
  /** The suggestion it began as. */
  suggestion?: string;
  /** The articles that the suggestion shown before it rested on, taken or not. */
  suggested?: string[];
  /** The snippet it began as. */
  snippet?: string;
  /** The promises it makes; the server looks for them itself when they are not known. */
  promises?: PromiseInput[];
  at: string;
  state: 'pending' | 'failed';
  /** Why it failed, in the reader's words. */
  problem?: string;
}

export type Step =
  | { type: 'add'; item: Outgoing }
  | { type: 'confirmed'; client_id: string }
  | { type: 'failed'; client_id: string; problem: string }
  | { type: 'retry'; client_id: string }
  | { type: 'discard'; client_id: string };

/** An id that nothing else has that this person writes. `randomUUID` exists only on secure pages. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** The outbox after a step. The same id is never in it twice. */
export function after(box: Outgoing[], step: Step): Outgoing[] {
  switch (step.type) {
    case 'add':
      return box.some((one) => one.client_id === step.item.client_id) ? box : [...box, step.item];
    case 'confirmed':
    case 'discard':
      return box.some((one) => one.client_id === step.client_id)
        ? box.filter((one) => one.client_id !== step.client_id)
        : box;
    case 'failed':
      return box.map((one) =>
        one.client_id === step.client_id ? { ...one, state: 'failed', problem: step.problem } : one,
      );
    case 'retry':
      return box.map((one) =>
        one.client_id === step.client_id ? { ...one, state: 'pending', problem: undefined } : one,
      );
  }
}

/** What goes next: the oldest of each conversation, unless one before it in the same conversation is on its way. */
export function next(box: Outgoing[], onTheWay: ReadonlySet<string>): Outgoing[] {
  const busy = new Set(box.filter((one) => onTheWay.has(one.client_id)).map((one) => one.conversation));
  const chosen: Outgoing[] = [];
  for (const one of box) {
    if (one.state !== 'pending' || busy.has(one.conversation)) continue;
    busy.add(one.conversation);
    chosen.push(one);
  }
  return chosen;
}

/** What is still to be shown below the messages: a confirmed one is among them already. */
export function unconfirmed(box: Outgoing[], conversation: string, messages: Message[]): Outgoing[] {
  const confirmed = new Set(messages.map((message) => message.client_id));
  return box.filter((one) => one.conversation === conversation && !confirmed.has(one.client_id));
}

/** What was stored by this browser, or nothing when it cannot be read. */
export function parse(text: string | null): Outgoing[] {
  if (!text) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? value.filter((one): one is Outgoing => typeof one?.client_id === 'string')
      : [];
  } catch {
    return [];
  }
}
