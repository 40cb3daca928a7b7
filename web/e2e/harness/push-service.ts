import { createDecipheriv, createECDH, type ECDH, hkdfSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { BrowserContext } from 'playwright-core';

/** What a device shows. */
export interface Shown {
  title: string;
  text: string;
  url: string;
  tag: string;
}

/** A push service on this machine, and the browser it serves: a browser of the stories reaches no other. */
export class PushService {
  /** What arrived, opened with the keys of the browser. */
  readonly shown: Shown[] = [];
  private readonly key: ECDH;
  private readonly auth = Buffer.from('sixteen secrets.');

  private constructor(private readonly server: Server) {
    this.key = createECDH('prime256v1');
    this.key.generateKeys();
  }

  static async open(): Promise<PushService> {
    const server = createServer();
    const service = new PushService(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        service.shown.push(service.opened(Buffer.concat(parts)));
        response.statusCode = 201;
        response.end();
      });
    });
    await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
    return service;
  }

  /** Lets the pages of a person subscribe here, and allows them to show notices. */
  async serve(context: BrowserContext): Promise<void> {
    await context.grantPermissions(['notifications']);
    const keys = { p256dh: this.key.getPublicKey('base64url'), auth: this.auth.toString('base64url') };
    await context.addInitScript(
      ({ endpoint, keys }) => {
        const place = 'story.subscribed';
        const subscription = (options: object) => ({
          options,
          toJSON: () => ({ endpoint, keys }),
          unsubscribe: async () => localStorage.removeItem(place),
        });
        Object.assign(PushManager.prototype, {
          getSubscription: async () => (localStorage.getItem(place) ? subscription({}) : null),
          subscribe: async (options: object) => {
            localStorage.setItem(place, 'yes');
            return subscription(options);
          },
        });
      },
      { endpoint: this.endpoint, keys },
    );
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private get endpoint(): string {
    const at = this.server.address();
    return `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/push/phone`;
  }

  /** Opens what is sealed for the browser (RFC 8291). */
  private opened(message: Buffer): Shown {
    const salt = message.subarray(0, 16);
    const theirs = message.subarray(21, 86);
    const sealed = message.subarray(86, -16);
    const agreed = this.key.computeSecret(theirs);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.key.getPublicKey(), theirs]);
    const key = Buffer.from(hkdfSync('sha256', agreed, this.auth, info, 32));
    const derived = (what: string, length: number) =>
      Buffer.from(hkdfSync('sha256', key, salt, `Content-Encoding: ${what}\0`, length));
    const cipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12));
    cipher.setAuthTag(message.subarray(-16));
    const text = Buffer.concat([cipher.update(sealed), cipher.final()]);
    return JSON.parse(text.subarray(0, -1).toString());
  }
}
