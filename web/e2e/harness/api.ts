import { createHmac } from 'node:crypto';

/** What a person or a program reads from the server without a browser: the truth that pages are compared with. */

export type Lang = 'zh' | 'en';

/** The demo shops, by the language they speak. */
export const SHOP = { zh: 'qinghe', en: 'harbor' } as const;
/** What everybody of the demo signs in with. */
export const PASSWORD = 'miaohui-demo';

/** A buyer of the demo, whom a visitor of the preview page may be. */
export interface DemoBuyer {
  name: string;
  level: string | null;
  note: { zh: string; en: string };
  token: string;
}

export interface Shipment {
  carrier: string;
  tracking_number: string;
  status: string;
  events: { at: string; place?: string | null; text: string }[];
}

export interface Order {
  number: string;
  standing: string;
  lines: { title: string }[];
  shipments: Shipment[];
}

export interface Conversation {
  id: string;
  shop: string;
  buyer: string;
  buyer_name: string | null;
  status: 'bot' | 'waiting' | 'assigned' | 'resolved';
  agent_name: string | null;
  last_text: string;
  last_seq: number;
}

export interface Message {
  seq: number;
  author: 'buyer' | 'agent' | 'assist' | 'bot' | 'system';
  private: boolean;
  text: string;
}

interface Shop {
  id: string;
  key: string;
  time_zone: string;
}

interface Settings {
  people_hours: { days: number[]; from: string; to: string }[];
}

/** The demo buyers of a shop, one for each way an order can stand. */
export async function demoBuyers(url: string, lang: Lang): Promise<DemoBuyer[]> {
  return (await fetch(`${url}/preview/${SHOP[lang]}/buyers`)).json() as Promise<DemoBuyer[]>;
}

/** What the shop says in a buyer's token. */
export function claims(buyer: DemoBuyer): { sub: string; name: string; phone: string } {
  const body = buyer.token.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

/** A token as a shop signs it for its own buyer: a JWT (HS256), good for an hour. */
export function sign(secret: string, buyer: { sub: string; name: string }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const said = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ ...buyer, exp })}`;
  return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`;
}

/** Somebody signed in, without a browser. */
export class Person {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async signIn(url: string, login: string): Promise<Person> {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password: PASSWORD }),
    });
    if (!response.ok) throw new Error(`${login} cannot sign in: ${await response.text()}`);
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return new Person(url, cookie);
  }

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Cookie: this.cookie, Origin: this.url },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** The newest conversation of a buyer, by name, among those that are open or done. */
  async conversationOf(buyerName: string): Promise<Conversation | undefined> {
    for (const view of ['waiting', 'mine', 'others', 'bot', 'resolved']) {
      const { conversations } = await this.ask<{ conversations: Conversation[] }>(
        'GET',
        `/conversations?view=${view}`,
      );
      const found = conversations.find((conversation) => conversation.buyer_name === buyerName);
      if (found) return found;
    }
    return undefined;
  }

  async conversation(id: string): Promise<{ conversation: Conversation; messages: Message[] }> {
    return this.ask('GET', `/conversations/${id}`);
  }

  async orders(buyer: string): Promise<Order[]> {
    return (await this.ask<{ orders: Order[] }>('GET', `/buyers/${buyer}`)).orders;
  }

  /** What the shop signs its buyers' tokens with. */
  async secretOf(lang: Lang): Promise<string> {
    const inboxes = await this.ask<{ id: string; key: string }[]>('GET', '/inboxes');
    const inbox = inboxes.find(({ key }) => key === SHOP[lang]);
    return (await this.ask<{ secret: string }>('GET', `/inboxes/${inbox?.id}/secret`)).secret;
  }

  /** Gives a person another name. */
  async rename(login: string, name: string): Promise<void> {
    const people = await this.ask<{ id: string; login: string }[]>('GET', '/people');
    const person = people.find((other) => other.login === login);
    await this.ask('PATCH', `/people/${person?.id}`, { name });
  }

  /** Sets when people of a shop answer, seen from now: always, or from three to five hours from now. */
  async setHours(lang: Lang, when: 'always' | 'later'): Promise<string> {
    const shops = await this.ask<Shop[]>('GET', '/shops');
    const shop = shops.find(({ key }) => key === SHOP[lang]);
    if (!shop) throw new Error(`there is no shop ${SHOP[lang]}`);
    const settings = await this.ask<Settings>('GET', `/shops/${shop.id}/settings`);
    const [from, to] = when === 'always' ? ['00:00', '24:00'] : [hour(shop, 3), hour(shop, 5)];
    const people_hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from, to }];
    await this.ask('PUT', `/shops/${shop.id}/settings`, { ...settings, people_hours });
    return from;
  }
}

/** The full hour of a shop's clock that is so many hours away. */
function hour(shop: Shop, ahead: number): string {
  const at = new Date(Date.now() + ahead * 3_600_000);
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: shop.time_zone,
    hour: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return `${parts}:00`;
}
