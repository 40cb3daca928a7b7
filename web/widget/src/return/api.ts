/** What the page says to the server; the link is the only right it has. */

export type Lang = 'zh' | 'en';

export interface Return {
  shop: string;
  language: Lang;
  number: string;
  kind: 'return' | 'exchange';
  stage: 'open' | 'noted' | 'sent' | 'arrived' | 'settled' | 'closed' | 'refused';
  goods: { title: string; options: string; quantity: number }[];
  amount: { minor: number; currency: string } | null;
  recipient: string;
  phone: string;
  address: string;
  notes: { zh: string; en: string };
  carrier: string | null;
  tracking_number: string | null;
  entered_at: string | null;
  until: string;
  couriers: { id: string; name: { zh: string; en: string } }[];
}

export interface Found {
  courier: string | null;
  tracking_number: string | null;
}

/** Why the server did not do it, in the reader's language. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly field: string | undefined,
  ) {
    super(message);
  }
}

export class Api {
  private readonly at: URL;

  /** The page is served at …/r/{token}; everything else of the server is beside `r`. */
  constructor(
    location: Location,
    private readonly lang: Lang,
  ) {
    const token = location.pathname.split('/').at(-1) ?? '';
    this.at = new URL(`../api/v1/returns/${encodeURIComponent(token)}`, location.href);
  }

  show(): Promise<Return> {
    return this.ask('', undefined);
  }

  track(courier: string, tracking_number: string): Promise<Return> {
    return this.ask('', { courier, tracking_number });
  }

  read(text: string): Promise<Found> {
    return this.ask('/read', { text });
  }

  private async ask<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(this.at.href + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'Accept-Language': this.lang,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
    });
    const answer = await response.json();
    if (!response.ok) throw new Refused(answer.message, answer.code, answer.field);
    return answer as T;
  }
}
