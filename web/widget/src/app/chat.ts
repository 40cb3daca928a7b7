import { Api, Refused } from './api';
import { backoff } from './backoff';
import type { Attachment, Conversation, Frame, Setting } from './contract';
import { Courier, type Way } from './courier';
import { Live } from './live';
import { merge, newer, unread } from './messages';
import { confirmed, Outbox, type Shelf } from './outbox';
import { Sound } from './sound';
import { BEGINNING, Store } from './state';
import { Tray } from './tray';
import { Typing } from './typing';
import { Who } from './who';

/** How long a person counts as writing after the last sign of it; how often to ask when there is no live connection. */
const TYPING_LASTS = 6000;
const ASK_EVERY = 3000;
/** After being away this long, a look at what was missed, in milliseconds: a line may have died unnoticed. */
const AWAY = 60_000;
/** How the server closes a connection it does not want. */
const REFUSED = 1008;

/** The conversation of one buyer: what the view shows and asks for, and what keeps it true. */
export class Chat {
  readonly store = new Store();
  readonly api: Api;
  readonly tray: Tray;
  private readonly outbox: Outbox;
  private readonly live: Live;
  private readonly courier: Courier;
  private readonly who: Who;
  private readonly typing: Typing;
  private readonly sound = new Sound();
  private readonly key: string;
  private position = 0;
  /** Up to where the server was told that the buyer has read, and of which conversation. */
  private toldRead = { conversation: '', seq: 0 };
  private tries = 0;
  private beginning: Promise<void> | null = null;
  private asking: number | undefined;
  private preparing: number | undefined;
  private typingEnds: number | undefined;
  private hiddenSince = 0;

  constructor(
    readonly setting: Setting,
    private readonly shelf: Shelf,
  ) {
    this.key = `miaohui.${setting.inbox}.`;
    this.api = new Api(setting.base, setting.inbox, setting.language === 'zh' ? 'zh-CN' : 'en');
    this.outbox = new Outbox(shelf, `${this.key}out.`);
    this.who = new Who(this.api, setting, shelf, () => {
      this.draft = '';
      this.outbox.clear();
      this.forget();
    });
    this.live = new Live({
      open: () => this.api.live(this.position),
      heard: (frame) => this.heard(frame),
      lost: (code, opened) => this.lost(code, opened),
    });
    const way = (): Way =>
      ({ live: 'socket', asking: 'request', none: 'none', lost: 'none' })[this.store.get().link] as Way;
    const sameLanguage = navigator.language.toLowerCase().startsWith('zh') === (setting.language === 'zh');
    const told = {
      changed: () => this.showOutbox(),
      arrived: (...[entry, received]: Parameters<typeof confirmed>) => {
        // What the server has already shown of it wins.
        const messages = merge([confirmed(entry, received)], this.store.get().messages);
        this.store.set({ messages, outbox: this.outbox.all() });
      },
      quiet: (quietUntil: number) => this.store.set({ quietUntil }),
      stuck: (error: Error) => this.stuck(error),
    };
    this.courier = new Courier(this.outbox, this.api, this.live, way, told, sameLanguage);
    this.typing = new Typing((on, text) => this.live.say({ type: 'typing', on, text }));
    this.tray = new Tray(this.api, this.store, () => this.begin());
    this.store.set({ outbox: this.outbox.all(), muted: shelf.getItem(`${this.key}muted`) === 'yes' });
    this.watchPage();
  }

  /** Whether this browser has a conversation to go on with. */
  get known(): boolean {
    return this.who.known || this.outbox.all().length > 0;
  }

  setOpen(open: boolean): void {
    if (open) this.sound.allow();
    this.store.set({ open });
    this.announce();
    if (!open) return;
    if (this.store.get().ready)
      this.api.config().then(
        (config) => this.store.set({ config }),
        () => undefined,
      );
    void this.prepare();
  }

  /** Learns what is needed to show the panel. A session begins only when it has to: the buyer was here, or writes. */
  async prepare(): Promise<void> {
    clearTimeout(this.preparing);
    try {
      const config = this.store.get().config ?? (await this.api.config());
      this.store.set({ config });
      if (this.known) await this.begin();
      this.store.set({ ready: true, problem: null });
      this.tries = 0;
    } catch (error) {
      // An empty text stands for "no answer", which the view puts into words.
      this.store.set({ problem: error instanceof Refused ? error.message : '' });
      if (!(error instanceof Refused) || error.wait !== undefined) this.prepareAgain();
    }
  }

  private prepareAgain(): void {
    clearTimeout(this.preparing);
    const wait = backoff(this.tries++, Math.random);
    this.preparing = setTimeout(() => void this.prepare(), wait) as unknown as number;
  }

  /** Makes sure of a session and of the live connection. */
  async begin(): Promise<void> {
    this.beginning ??= this.join().catch((error) => {
      this.beginning = null;
      throw error;
    });
    await this.beginning;
    this.follow();
  }

  /** Says something: it is kept at once and sent as soon as there is a way. */
  say(text: string, attachments: Attachment[] = []): void {
    this.typing.stops();
    const client_id = [...crypto.getRandomValues(new Uint8Array(12))]
      .map((b) => b.toString(16).padStart(2, '0'))
      .join('');
    this.outbox.add({ client_id, text, attachments, product: this.setting.product(), at: Date.now() });
    this.showOutbox();
    this.carry();
  }

  /** Sends a refused message once more. */
  retry(clientId: string): void {
    this.outbox.retry(clientId);
    this.showOutbox();
    this.carry();
  }

  /** Takes a refused message back, to be written anew. */
  takeBack(clientId: string): void {
    const text = this.outbox.take(clientId)?.text ?? '';
    this.draft = [text, this.draft].filter(Boolean).join('\n');
    this.store.set({ outbox: this.outbox.all(), draftVersion: this.store.get().draftVersion + 1 });
  }

  writes(text: string): void {
    // The first keystroke of somebody unknown begins the session, so that it is there when they send.
    if (text) this.begin().catch(() => undefined);
    this.typing.writes(text);
  }

  /** The buyer has everything before their eyes. */
  seen(): void {
    const { conversation, messages, link } = this.store.get();
    const seq = conversation && messages.findLast((message) => message.conversation === conversation.id)?.seq;
    if (!conversation || !seq) return;
    if (seq > conversation.buyer_read_seq) {
      this.store.set({ conversation: { ...conversation, buyer_read_seq: seq } });
      this.announce();
    }
    const told = this.toldRead;
    if (told.conversation === conversation.id && told.seq >= seq) return;
    if (link === 'asking') this.api.read(seq).catch(() => undefined);
    else if (!this.live.say({ type: 'read', seq })) return;
    this.toldRead = { conversation: conversation.id, seq };
  }

  mute(muted: boolean): void {
    if (muted) this.shelf.setItem(`${this.key}muted`, 'yes');
    else this.shelf.removeItem(`${this.key}muted`);
    this.store.set({ muted });
    if (!muted) this.sound.play();
  }

  /** What was being written, kept over a reload. */
  get draft(): string {
    return this.shelf.getItem(`${this.key}draft`) ?? '';
  }

  set draft(text: string) {
    if (text) this.shelf.setItem(`${this.key}draft`, text);
    else this.shelf.removeItem(`${this.key}draft`);
  }

  private carry(): void {
    this.begin().then(
      () => this.courier.run(),
      () => {
        this.store.set({ link: 'lost' });
        this.prepareAgain();
      },
    );
  }

  private async join(): Promise<void> {
    await this.who.signIn();
    await this.catchUp('replace');
    this.store.set({ link: 'none' });
  }

  /** Follows live what may still change; what is over and closed is not worth a connection. */
  private follow(): void {
    const { open, conversation } = this.store.get();
    const over = !conversation || conversation.status === 'resolved';
    if (open || !over || this.outbox.next()) this.live.start();
  }

  /** Nothing is known of the conversation. */
  private forget(): void {
    this.position = 0;
    this.store.set({ conversation: BEGINNING.conversation, messages: [], outbox: this.outbox.all() });
  }

  /** Reads what was said, and learns from it what of the outbox has arrived after all. */
  private async catchUp(how: 'replace' | 'merge'): Promise<void> {
    let history = await this.api.history().catch((error: Error) => error);
    if (history instanceof Refused && history.signedOut) {
      // The session has ended. A recognised buyer is recognised again, anybody else begins anew; nothing unsent is lost.
      this.forget();
      await this.who.signInAgain();
      this.live.drop();
      history = await this.api.history();
    }
    if (history instanceof Error) throw history;
    const { messages, conversation } = this.store.get();
    this.position = how === 'replace' ? history.position : Math.max(this.position, history.position);
    this.outbox.settle(history.messages);
    this.store.set({
      messages: merge(how === 'replace' ? [] : messages, history.messages),
      conversation:
        how === 'merge' && history.conversation
          ? newer(conversation, history.conversation)
          : history.conversation,
    });
    this.showOutbox();
    this.announce();
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
        void this.catchUp('replace').then(
          () => this.connected(),
          () => this.live.drop(),
        );
        break;
      case 'message':
        this.hearMessage(frame);
        break;
      case 'conversation':
        this.showConversation(frame.conversation);
        break;
      case 'typing':
        this.showTyping(frame.on ? frame.name : null);
        break;
      case 'ack':
      case 'refused':
        this.courier.heard(frame);
    }
  }

  private hearMessage({ message }: Extract<Frame, { type: 'message' }>): void {
    const { messages, open, muted } = this.store.get();
    const isNew = !messages.some((known) => known.id === message.id);
    if (message.client_id && this.outbox.has(message.client_id)) {
      // Said on another page of this browser, or confirmed a moment before its answer arrives.
      this.outbox.settle([message]);
      this.showOutbox();
    }
    this.store.set({ messages: merge(messages, [message]) });
    if (message.author !== 'buyer') this.showTyping(null);
    const away = !open || document.visibilityState === 'hidden';
    if (isNew && away && !muted && message.author !== 'buyer') this.sound.play();
    this.announce();
  }

  private showConversation(next: Conversation): void {
    this.store.set({ conversation: newer(this.store.get().conversation, next) });
    this.announce();
  }

  private showTyping(name: string | null): void {
    clearTimeout(this.typingEnds);
    if (name === this.store.get().typing) {
      if (name === null) return;
    } else this.store.set({ typing: name });
    if (name !== null)
      this.typingEnds = setTimeout(() => this.showTyping(null), TYPING_LASTS) as unknown as number;
  }

  private showOutbox(): void {
    this.store.set({ outbox: this.outbox.all() });
  }

  /** Tells the launcher. */
  private announce(): void {
    const { open, messages, conversation } = this.store.get();
    this.setting.show({ open, unread: unread(messages, conversation) });
  }

  private connected(): void {
    clearTimeout(this.asking);
    this.toldRead = { conversation: '', seq: 0 };
    this.store.set({ link: 'live' });
    void this.courier.run();
  }

  /** The live connection is gone. If it cannot even be opened, requests may still get through. */
  private async lost(code: number, opened: boolean): Promise<void> {
    clearTimeout(this.asking);
    this.store.set({ link: this.store.get().link === 'live' ? 'none' : this.store.get().link });
    this.courier.interrupted();
    if (!opened || code === REFUSED) await this.ask();
  }

  /** Without a live connection: asks what is new, sends what is to be sent, and again. */
  private async ask(): Promise<void> {
    clearTimeout(this.asking);
    try {
      await this.catchUp('merge');
      if (this.store.get().link === 'live') return;
      this.store.set({ link: 'asking' });
      void this.courier.run();
    } catch {
      this.store.set({ link: 'lost' });
    }
    const wait = this.store.get().open ? ASK_EVERY : ASK_EVERY * 5;
    this.asking = setTimeout(() => void this.ask(), wait) as unknown as number;
  }

  /** A message could not be carried. A live connection that broke is opened again by itself. */
  private stuck(error: Error): void {
    if (error instanceof Refused) {
      this.catchUp('replace').then(
        () => this.courier.run(),
        () => this.store.set({ link: 'lost' }),
      );
    } else if (this.store.get().link === 'asking') this.store.set({ link: 'lost' });
  }

  private watchPage(): void {
    addEventListener('online', () => this.live.now());
    addEventListener('offline', () => this.live.drop());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') {
        this.hiddenSince = Date.now();
        return;
      }
      this.live.now();
      if (this.position && Date.now() - this.hiddenSince > AWAY)
        this.catchUp('merge').catch(() => this.live.drop());
    });
  }
}
