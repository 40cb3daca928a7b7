import { backoff } from './backoff';
import type { Frame } from './contract';

/** What the live connection needs from around it. */
export interface Around {
  /** Opens a socket at the position that was reached. */
  open(): WebSocket;
  heard(frame: Frame): void;
  /** The connection is gone; `opened` tells whether it had ever been there. Another is opened when this is done. */
  lost(code: number, opened: boolean): Promise<void>;
}

/** A connection given up because nothing was heard for this long after something was asked, in milliseconds. */
export const DEAD_AFTER = 15_000;
/** A connection that held this long was a good one: trying begins anew, at once, in milliseconds. */
const HELD = 10_000;

/** The live connection: opened again, with growing patience, whenever it is lost. */
export class Live {
  private socket: WebSocket | null = null;
  private timer: number | undefined;
  private attempt = 0;
  private wanted = false;
  /** When the present connection was opened, in milliseconds since 1970; 0 while it is not. */
  private opened = 0;

  constructor(private readonly around: Around) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.attempt = 0;
    this.open();
  }

  stop(): void {
    this.wanted = false;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Does not wait any longer: the network is back, or the buyer is. */
  now(): void {
    if (!this.wanted || this.socket) return;
    clearTimeout(this.timer);
    this.open();
  }

  /** The connection is as good as dead: another one. A dead one may take minutes to say that it is closed. */
  drop(): void {
    const socket = this.socket;
    if (!socket) return;
    socket.close();
    void this.gone(socket, 1006);
  }

  /** Whether it went out. */
  say(value: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(value));
    return true;
  }

  private open(): void {
    const socket = this.around.open();
    this.socket = socket;
    this.opened = 0;
    const patience = setTimeout(() => socket === this.socket && this.drop(), DEAD_AFTER);
    socket.onopen = () => {
      clearTimeout(patience);
      if (this.socket === socket) this.opened = Date.now();
    };
    socket.onmessage = (event) => {
      if (this.socket === socket) this.around.heard(JSON.parse(String(event.data)) as Frame);
    };
    socket.onclose = (event) => {
      clearTimeout(patience);
      void this.gone(socket, event.code);
    };
  }

  private async gone(socket: WebSocket, code: number): Promise<void> {
    if (this.socket !== socket) return;
    this.socket = null;
    const { opened } = this;
    if (opened && Date.now() - opened > HELD) this.attempt = 0;
    await this.around.lost(code, opened > 0);
    if (this.wanted && !this.socket) this.wait();
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), backoff(this.attempt++, Math.random)) as unknown as number;
  }
}
