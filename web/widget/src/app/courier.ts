import { type Api, patience, Refused, said, Unreachable } from './api';
import type { Frame, Problem, Received } from './contract';
import { DEAD_AFTER, type Live } from './live';
import type { Outbox, Outgoing } from './outbox';

/** What happens to messages on their way. */
export interface Told {
  /** The outbox is not what it was. */
  changed(): void;
  arrived(entry: Outgoing, received: Received): void;
  /** The server asks to be left alone until then, in milliseconds since 1970. */
  quiet(until: number): void;
  /** There was no answer, or the session has ended (then it is a `Refused`). */
  stuck(error: Error): void;
}

/** Which way to the server there is now. */
export type Way = 'socket' | 'request' | 'none';

interface Waiting {
  entry: Outgoing;
  done(received: Received): void;
  fail(error: Error): void;
}

/**
 * Carries the outbox to the server: one message after the other, so that they stay in order whatever is refused or lost
 * in between. A message leaves the outbox when the server has confirmed it, and not before.
 */
export class Courier {
  private busy = false;
  private waiting: Waiting | null = null;

  constructor(
    private readonly outbox: Outbox,
    private readonly api: Pick<Api, 'say'>,
    private readonly live: Pick<Live, 'say' | 'drop'>,
    private readonly way: () => Way,
    private readonly told: Told,
    /** The live connection answers in the browser's language; this says whether it is the widget's as well. */
    private readonly sameLanguage: boolean,
  ) {}

  /** Carries what there is to carry. */
  async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      let entry = this.outbox.next();
      while (entry && this.way() !== 'none') {
        await this.carry(entry);
        entry = this.outbox.next();
      }
    } catch (error) {
      this.told.stuck(error as Error);
    } finally {
      this.busy = false;
    }
  }

  /** An answer of the live connection. */
  heard(frame: Extract<Frame, { type: 'ack' | 'refused' }>): void {
    const { waiting } = this;
    if (!waiting || frame.client_id !== waiting.entry.client_id) return;
    if (frame.type === 'ack') waiting.done(frame);
    else waiting.fail(new Refused(0, frame));
  }

  /** The live connection is gone, and with it any answer. */
  interrupted(): void {
    this.waiting?.fail(new Unreachable());
  }

  private async carry(entry: Outgoing): Promise<void> {
    try {
      this.arrive(entry, await (this.way() === 'socket' ? this.bySocket(entry) : this.api.say(entry)));
    } catch (error) {
      if (!(error instanceof Refused) || error.signedOut) throw error;
      const wait = patience(error.problem);
      if (wait === undefined) await this.refuse(entry, error.problem);
      else await this.pause(wait);
    }
  }

  private async bySocket(entry: Outgoing): Promise<Received> {
    const answer = new Promise<Received>((done, fail) => {
      this.waiting = { entry, done, fail };
    });
    // A line that says nothing for so long is dead, whatever the browser believes.
    const dead = setTimeout(() => this.live.drop(), DEAD_AFTER);
    try {
      if (!this.live.say({ type: 'message', ...said(entry) })) throw new Unreachable();
      return await answer;
    } finally {
      clearTimeout(dead);
      this.waiting = null;
    }
  }

  /** The reason is shown in the buyer's language: asked for again over HTTP if the live connection speaks another. */
  private async refuse(entry: Outgoing, problem: Problem): Promise<void> {
    let why = problem.message;
    if (!this.sameLanguage && this.way() === 'socket') {
      try {
        this.arrive(entry, await this.api.say(entry));
        return;
      } catch (error) {
        if (error instanceof Refused) why = error.message;
      }
    }
    this.outbox.fail(entry.client_id, why);
    this.told.changed();
  }

  private arrive(entry: Outgoing, received: Received): void {
    this.outbox.take(entry.client_id);
    this.told.arrived(entry, received);
  }

  private pause(wait: number): Promise<void> {
    this.told.quiet(Date.now() + wait);
    return new Promise((done) => {
      setTimeout(() => {
        this.told.quiet(0);
        done();
      }, wait);
    });
  }
}
