import type { Attachment, Message, Received } from './contract';

/** A message that the server has not yet confirmed. */
export interface Outgoing {
  /** The widget's own id of it; sent again with the same id it is the same message. */
  client_id: string;
  text: string;
  attachments: Attachment[];
  product: string | null;
  /** When it was written, in milliseconds since 1970. */
  at: number;
  /** Why the server refused it; it stays until the buyer sends it again or takes it back. */
  failed?: string;
}

/** The part of `Storage` that is needed. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * What is still to be sent, in the order it was written. Every message lies under a key of its own, so that two tabs do
 * not overwrite each other, and survives a reload.
 */
export class Outbox {
  private entries: Outgoing[];

  constructor(
    private readonly shelf: Shelf,
    private readonly prefix: string,
  ) {
    this.entries = this.read();
  }

  /** Everything, oldest first. */
  all(): Outgoing[] {
    return this.entries;
  }

  /** The next to send. Refused ones wait for the buyer and hold up nothing. */
  next(): Outgoing | undefined {
    return this.entries.find((entry) => entry.failed === undefined);
  }

  has(clientId: string): boolean {
    return this.entries.some((entry) => entry.client_id === clientId);
  }

  add(entry: Outgoing): void {
    this.entries = [...this.entries, entry];
    this.keep(entry);
  }

  /** The server has it. */
  take(clientId: string): Outgoing | undefined {
    const found = this.entries.find((entry) => entry.client_id === clientId);
    this.entries = this.entries.filter((entry) => entry !== found);
    this.shelf.removeItem(this.prefix + clientId);
    return found;
  }

  /** The server will not have it as it is. */
  fail(clientId: string, why: string): void {
    this.change(clientId, (entry) => ({ ...entry, failed: why }));
  }

  /** The buyer wants it sent again. */
  retry(clientId: string): void {
    this.change(clientId, ({ failed: _, ...entry }) => entry);
  }

  /** Lets go of what the server turns out to have. */
  settle(messages: Message[]): void {
    for (const message of messages) {
      if (message.client_id && this.has(message.client_id)) this.take(message.client_id);
    }
  }

  /** Forgets everything: it was written by somebody else. */
  clear(): void {
    for (const entry of this.entries) this.shelf.removeItem(this.prefix + entry.client_id);
    this.entries = [];
  }

  private change(clientId: string, how: (entry: Outgoing) => Outgoing): void {
    this.entries = this.entries.map((entry) => {
      if (entry.client_id !== clientId) return entry;
      const changed = how(entry);
      this.keep(changed);
      return changed;
    });
  }

  private keep(entry: Outgoing): void {
    try {
      this.shelf.setItem(this.prefix + entry.client_id, JSON.stringify(entry));
    } catch {
      // The browser's storage is full: it is sent all the same, and only a reload before that would lose it.
    }
  }

  private read(): Outgoing[] {
    const found: Outgoing[] = [];
    for (let index = 0; index < this.shelf.length; index++) {
      const key = this.shelf.key(index);
      if (!key?.startsWith(this.prefix)) continue;
      const entry = parse(this.shelf.getItem(key));
      if (entry) found.push(entry);
    }
    return found.sort((a, b) => a.at - b.at);
  }
}

function parse(text: string | null): Outgoing | undefined {
  try {
    const entry = JSON.parse(text ?? '') as Partial<Outgoing>;
    const whole =
      typeof entry.client_id === 'string' &&
      typeof entry.text === 'string' &&
      Array.isArray(entry.attachments);
    return whole ? ({ product: null, at: 0, ...entry } as Outgoing) : undefined;
  } catch {
    // Somebody else's, or damaged: it cannot be sent.
    return undefined;
  }
}

/** A confirmed message as it will look when it comes back from the server. */
export function confirmed(entry: Outgoing, received: Received): Message {
  return {
    id: received.message,
    conversation: received.conversation,
    seq: received.seq,
    author: 'buyer',
    automatic: false,
    name: null,
    text: entry.text,
    client_id: entry.client_id,
    choices: [],
    rateable: false,
    helpful: null,
    notice: null,
    link: null,
    image: null,
    video: null,
    card: null,
    attachments: entry.attachments,
    created_at: new Date(entry.at).toISOString(),
  };
}
