import { type Api, Refused } from './api';
import type { Setting } from './contract';
import type { Shelf } from './outbox';
import { buyerOf, type Kept, plan, read } from './session';

/** Who the buyer is to the server: begins, keeps and leaves sessions. */
export class Who {
  private readonly key: string;

  constructor(
    private readonly api: Api,
    private readonly setting: Setting,
    private readonly shelf: Shelf,
    /** Whoever was here before has signed out of the shop: nothing of theirs may stay. */
    private readonly left: () => void,
  ) {
    this.key = `miaohui.${setting.inbox}.session`;
  }

  /** Whether this browser has spoken before, or the shop says who this is. */
  get known(): boolean {
    return this.kept !== null || this.setting.token !== null;
  }

  /** Makes sure of a session. */
  async signIn(): Promise<void> {
    const { kept } = this;
    const buyer = buyerOf(this.setting.token);
    const what = plan(kept, buyer, Date.now());
    if (what.kind === 'keep') {
      this.api.session = what.kept.session;
      return;
    }
    if (kept?.buyer != null && kept.buyer !== buyer) await this.leave(kept);
    this.api.session = null;
    try {
      const anonymous = what.kind === 'exchange' ? what.anonymous : null;
      const { session } = await this.api.begin(this.setting.token, anonymous);
      this.api.session = session;
      this.shelf.setItem(this.key, JSON.stringify({ session, buyer, since: Date.now() } satisfies Kept));
    } catch (error) {
      if (!this.setting.token || !(error instanceof Refused) || !error.signedOut) throw error;
      await this.doWithout(error, kept?.buyer === buyer ? kept : null);
    }
  }

  /** The server no longer knows the session. Another page of this browser may have begun a new one already. */
  async signInAgain(): Promise<void> {
    if (this.kept?.session === this.api.session) this.shelf.removeItem(this.key);
    this.api.session = null;
    await this.signIn();
  }

  /**
   * The shop's token is no good. The buyer can still ask: in the session they have if it is theirs, or as somebody
   * unknown. Whoever builds the shop's pages reads why.
   */
  private async doWithout(why: Refused, own: Kept | null): Promise<void> {
    console.warn(`Miaohui: ${why.message}`);
    if (own) {
      this.api.session = own.session;
      return;
    }
    this.setting.token = null;
    await this.signIn();
  }

  private async leave(kept: Kept): Promise<void> {
    this.shelf.removeItem(this.key);
    this.left();
    this.api.session = kept.session;
    // It ends by itself if this does not arrive.
    await this.api.end().catch(() => undefined);
  }

  private get kept(): Kept | null {
    return read(this.shelf, this.key);
  }
}
