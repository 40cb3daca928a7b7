import { type Api, Refused } from './api';
import type { Conversation, Frame, Message } from './contract';
import { Live } from './live';
import { merge, newer } from './messages';
import type { Outbox } from './outbox';
import { BEGINNING, type Store } from './state';
import type { Who } from './who';

/** How long a person counts as writing after the last sign of it; how often to ask when there is no live connection. */
const TYPING_LASTS = 6000;
const ASK_EVERY = 3000;
/** How the server closes a connection it does not want. */
const REFUSED = 1008;

/** What following the conversation works with. */
export interface Parts {
  api: Api;
  who: Who;
  store: Store;
  outbox: Outbox;
}

/** What others do about what is heard. */
export interface Heard {
  /** There is a way to the server again. */
  way(): void;
  /** The live connection broke, with everything that was under way on it. */
  broke(): void;
  answer(frame: Extract<Frame, { type: 'ack' | 'refused' }>): void;
  /** Something new was said by somebody else. */
  said(message: Message): void;
  /** What is shown has changed. */
  changed(): void;
}

/** Keeps what is shown true: reads what was said, hears what is said, and asks where it cannot hear. */
export class Following {
  readonly live: Live;
  /** Everything up to here has been seen, in the server's count. */
  private position = 0;
  /** Up to where the server was told that the buyer has read, and of which conversation. */
  private toldRead = { conversation: '', seq: 0 };
  private asking: number | undefined;
  private typingEnds: number | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly others: Heard,
  ) {
    this.live = new Live({
      open: () => parts.api.live(this.position),
      heard: (frame) => this.heard(frame),
      lost: (code, opened) => this.lost(code, opened),
    });
  }

  /** Nothing is known of the conversation. */
  forget(): void {
    const { store, outbox } = this.parts;
    this.position = 0;
    store.set({ conversation: BEGINNING.conversation, messages: [], outbox: outbox.all() });
  }

  /** Reads what was said, and learns from it what of the outbox has arrived after all. */
  async catchUp(how: 'replace' | 'merge'): Promise<void> {
    const { api, store, outbox } = this.parts;
    const history = await api.history().catch((error: Error) => this.historyAgain(error));
    const { messages, conversation } = store.get();
    const merging = how === 'merge' && history.conversation !== null;
    this.position = merging ? Math.max(this.position, history.position) : history.position;
    outbox.settle(history.messages);
    store.set({
      messages: merge(merging ? messages : [], history.messages),
      conversation:
        merging && history.conversation ? newer(conversation, history.conversation) : history.conversation,
      outbox: outbox.all(),
    });
    this.others.changed();
  }

  /** What was missed while nobody looked; a line may have died unnoticed. */
  look(): void {
    if (this.position > 0) this.catchUp('merge').catch(() => this.live.drop());
  }

  /** The buyer has everything before their eyes. */
  seen(): void {
    const { api, store } = this.parts;
    const { conversation, messages, link } = store.get();
    const seq = conversation && messages.findLast((message) => message.conversation === conversation.id)?.seq;
    if (!conversation || !seq) return;
    if (seq > conversation.buyer_read_seq) {
      store.set({ conversation: { ...conversation, buyer_read_seq: seq } });
      this.others.changed();
    }
    const told = this.toldRead;
    if (told.conversation === conversation.id && told.seq >= seq) return;
    if (link === 'asking') api.read(seq).catch(() => undefined);
    else if (!this.live.say({ type: 'read', seq })) return;
    this.toldRead = { conversation: conversation.id, seq };
  }

  /** The session may have ended. A recognised buyer is recognised again, anybody else begins anew. */
  private async historyAgain(error: Error) {
    if (!(error instanceof Refused) || !error.signedOut) throw error;
    this.forget();
    await this.parts.who.signInAgain();
    this.live.drop();
    return this.parts.api.history();
  }

  private heard(frame: Frame): void {
    if ('position' in frame && frame.type !== 'hello')
      this.position = Math.max(this.position, frame.position);
    switch (frame.type) {
      case 'hello':
        if (frame.conversation) this.showConversation(frame.conversation);
        break;
      case 'caught_up':
        this.connected();
        break;
      case 'resync':
        this.catchUp('replace').then(
          () => this.connected(),
          () => this.live.drop(),
        );
        break;
      case 'message':
        this.showMessage(frame.message);
        break;
      case 'conversation':
        this.showConversation(frame.conversation);
        break;
      case 'typing':
        this.showTyping(frame.on ? frame.name : null);
        break;
      case 'ack':
      case 'refused':
        this.others.answer(frame);
    }
  }

  private showMessage(message: Message): void {
    const { store, outbox } = this.parts;
    const { messages } = store.get();
    const isNew = !messages.some((known) => known.id === message.id);
    // The buyer's own may have been said on another page, or be confirmed a moment before its answer arrives.
    outbox.settle([message]);
    store.set({ messages: merge(messages, [message]), outbox: outbox.all() });
    if (message.author !== 'buyer') {
      this.showTyping(null);
      if (isNew) this.others.said(message);
    }
    this.others.changed();
  }

  private showConversation(next: Conversation): void {
    const { store } = this.parts;
    store.set({ conversation: newer(store.get().conversation, next) });
    this.others.changed();
  }

  private showTyping(name: string | null): void {
    clearTimeout(this.typingEnds);
    if (name !== this.parts.store.get().typing) this.parts.store.set({ typing: name });
    if (name === null) return;
    this.typingEnds = setTimeout(() => this.showTyping(null), TYPING_LASTS) as unknown as number;
  }

  private connected(): void {
    clearTimeout(this.asking);
    this.toldRead = { conversation: '', seq: 0 };
    this.parts.store.set({ link: 'live' });
    this.others.way();
  }

  /** The live connection is gone. If it cannot even be opened, requests may still get through. */
  private async lost(code: number, opened: boolean): Promise<void> {
    const { store } = this.parts;
    clearTimeout(this.asking);
    if (store.get().link === 'live') store.set({ link: 'none' });
    this.others.broke();
    if (!opened || code === REFUSED) await this.ask();
  }

  /** Without a live connection: asks what is new, sends what is to be sent, and again. */
  private async ask(): Promise<void> {
    const { store } = this.parts;
    clearTimeout(this.asking);
    try {
      await this.catchUp('merge');
      if (store.get().link === 'live') return;
      store.set({ link: 'asking' });
      this.others.way();
    } catch {
      store.set({ link: 'lost' });
    }
    const wait = store.get().open ? ASK_EVERY : ASK_EVERY * 5;
    this.asking = setTimeout(() => void this.ask(), wait) as unknown as number;
  }
}
