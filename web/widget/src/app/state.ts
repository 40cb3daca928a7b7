import type { Attachment, Config, Conversation, Message } from './contract';
import type { Outgoing } from './outbox';

/** A file on its way. */
export interface Upload {
  key: number;
  name: string;
  size: number;
  /** An address to show it by, when it is a picture. */
  picture: string | null;
  /** How much of it has gone, from 0 to 1. */
  share: number;
  /** What became of it. */
  attachment: Attachment | null;
  /** Why it could not be sent. */
  problem: string | null;
}

/** Everything that is shown. */
export interface State {
  open: boolean;
  /** Nothing is shown of the conversation before it is known. */
  ready: boolean;
  /** Why the chat cannot begin. */
  problem: string | null;
  /** The way to the server: none yet, the live connection, single requests, or nothing. */
  link: 'none' | 'live' | 'asking' | 'lost';
  config: Config | null;
  conversation: Conversation | null;
  messages: Message[];
  outbox: Outgoing[];
  uploads: Upload[];
  /** The person who is writing. */
  typing: string | null;
  /** Until when the server asks to be left alone, in milliseconds since 1970. */
  quietUntil: number;
  muted: boolean;
  /** Grows when the buyer is to be where they write, with what is kept of it. */
  toWrite: number;
}

export const BEGINNING: State = {
  open: false,
  ready: false,
  problem: null,
  link: 'none',
  config: null,
  conversation: null,
  messages: [],
  outbox: [],
  uploads: [],
  typing: null,
  quietUntil: 0,
  muted: false,
  toWrite: 0,
};

/** State that tells when it changes. */
export class Store {
  private current = BEGINNING;
  private readonly listeners = new Set<() => void>();

  get(): State {
    return this.current;
  }

  set(change: Partial<State>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Gives back how to stop listening. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
