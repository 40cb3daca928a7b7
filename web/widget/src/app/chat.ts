import { Api, Refused } from './api';
import { backoff } from './backoff';
import type { Attachment, Message, Received, Setting } from './contract';
import { Courier, type Way } from './courier';
import { Following } from './following';
import { merge, unread } from './messages';
import { confirmed, Outbox, type Outgoing, type Shelf } from './outbox';
import { Sound } from './sound';
import { Store } from './state';
import { Tray } from './tray';
import { Typing } from './typing';
import { Who } from './who';

/** After being away this long, a look at what was missed, in milliseconds. */
const AWAY = 60_000;

/** By which way messages go, for each kind of link. */
const WAYS: Record<string, Way> = { live: 'socket', asking: 'request' };

/** The conversation of one buyer, as the view knows it: what it shows, and what can be asked of it. */
export class Chat {
  readonly store = new Store();
  readonly api: Api;
  readonly tray: Tray;
  private readonly outbox: Outbox;
  private readonly who: Who;
  private readonly following: Following;
  private readonly courier: Courier;
  private readonly typing: Typing;
  private readonly sound = new Sound();
  private readonly key: string;
  private beginning: Promise<void> | null = null;
  private preparing: number | undefined;
  private tries = 0;
  private hiddenSince = 0;

  constructor(
    readonly setting: Setting,
    private readonly shelf: Shelf,
  ) {
    this.key = `miaohui.${setting.inbox}.`;
    this.api = new Api(setting.base, setting.inbox, setting.language === 'zh' ? 'zh-CN' : 'en');
    this.outbox = new Outbox(shelf, `${this.key}out.`);
    this.who = new Who(this.api, setting, shelf, () => this.forget());
    this.following = this.follower();
    this.courier = this.carrier();
    this.typing = new Typing((on, text) => this.following.live.say({ type: 'typing', on, text }));
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
    if (!open) {
      if (this.beginning && this.store.get().ready) this.follow();
      return;
    }
    if (this.store.get().ready) void this.refresh();
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
    this.outbox.add({
      client_id: newId(),
      text,
      attachments,
      product: this.setting.product(),
      at: Date.now(),
    });
    this.showOutbox();
    this.carry();
  }

  /** Says what was offered. What was pressed is gone then, so the buyer is put where they write. */
  choose(text: string): void {
    this.say(text);
    this.store.set({ toWrite: this.store.get().toWrite + 1 });
  }

  /** Says whether an answer helped. It shows at once, and goes back if it could not be said. */
  async rate(message: Message, helpful: boolean): Promise<void> {
    const show = (shown: boolean | null) => {
      const messages = this.store.get().messages;
      this.store.set({
        messages: messages.map((one) => (one.id === message.id ? { ...one, helpful: shown } : one)),
      });
    };
    show(helpful);
    await this.api.rate(message.id, helpful).catch(() => show(message.helpful));
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
    this.store.set({ outbox: this.outbox.all(), toWrite: this.store.get().toWrite + 1 });
  }

  writes(text: string): void {
    // The first keystroke of somebody unknown begins the session, so that it is there when they send. If it does not
    // succeed, sending will try again.
    if (text) this.begin().catch(() => undefined);
    this.typing.writes(text);
  }

  /** The buyer has everything before their eyes. */
  seen(): void {
    this.following.seen();
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

  private follower(): Following {
    const { api, who, store, outbox } = this;
    return new Following(
      { api, who, store, outbox },
      {
        way: () => void this.courier.run(),
        broke: () => this.courier.interrupted(),
        answer: (frame) => this.courier.heard(frame),
        said: () => this.ring(),
        changed: () => this.announce(),
      },
    );
  }

  private carrier(): Courier {
    const { api, outbox, store, following, setting } = this;
    const sameLanguage = navigator.language.toLowerCase().startsWith('zh') === (setting.language === 'zh');
    const told = {
      changed: () => this.showOutbox(),
      arrived: (entry: Outgoing, received: Received) => this.arrived(confirmed(entry, received)),
      quiet: (quietUntil: number) => store.set({ quietUntil }),
      stuck: (error: Error) => this.stuck(error),
    };
    return new Courier(
      outbox,
      api,
      following.live,
      () => WAYS[store.get().link] ?? 'none',
      told,
      sameLanguage,
    );
  }

  private async join(): Promise<void> {
    await this.who.signIn();
    await this.following.catchUp('replace');
    this.store.set({ link: 'none' });
  }

  /** Follows live what may still change; what is over and closed is not worth a connection. */
  private follow(): void {
    const { open, conversation } = this.store.get();
    const over = !conversation || conversation.status === 'resolved';
    if (open || !over || this.outbox.next()) {
      this.following.live.start();
      return;
    }
    this.following.live.stop();
    this.store.set({ link: 'none' });
  }

  private prepareAgain(): void {
    clearTimeout(this.preparing);
    const wait = backoff(this.tries++, Math.random);
    this.preparing = setTimeout(() => void this.prepare(), wait) as unknown as number;
  }

  /** Whether people are here may have changed since the page was opened. */
  private async refresh(): Promise<void> {
    const config = await this.api.config().catch(() => null);
    if (config) this.store.set({ config });
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

  /** A message could not be carried. A live connection that broke is opened again by itself. */
  private stuck(error: Error): void {
    if (error instanceof Refused) {
      this.following.catchUp('replace').then(
        () => this.courier.run(),
        () => this.store.set({ link: 'lost' }),
      );
    } else if (this.store.get().link === 'asking') this.store.set({ link: 'lost' });
  }

  /** What the server has already shown of it wins. */
  private arrived(message: Message): void {
    this.store.set({ messages: merge([message], this.store.get().messages), outbox: this.outbox.all() });
  }

  private forget(): void {
    this.draft = '';
    this.outbox.clear();
    this.following.forget();
  }

  private showOutbox(): void {
    this.store.set({ outbox: this.outbox.all() });
  }

  private ring(): void {
    const { open, muted } = this.store.get();
    if (!muted && (!open || document.visibilityState === 'hidden')) this.sound.play();
  }

  /** Tells the launcher. */
  private announce(): void {
    const { open, messages, conversation } = this.store.get();
    this.setting.show({ open, unread: unread(messages, conversation) });
  }

  private watchPage(): void {
    const { live } = this.following;
    addEventListener('online', () => live.now());
    addEventListener('offline', () => live.drop());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') {
        this.hiddenSince = Date.now();
        return;
      }
      live.now();
      if (Date.now() - this.hiddenSince > AWAY) this.following.look();
    });
  }
}

/** An id that no other message of this buyer has. `randomUUID` exists only on secure pages. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
