/** What the server says, as far as the widget reads it. Times are RFC 3339; sizes are bytes. */

export interface Config {
  shop: string;
  language: 'zh' | 'en';
  bot_name: { zh: string; en: string };
  /** What prices are in: an ISO 4217 code. */
  currency: string;
  people_here: boolean;
  max_file_bytes: number;
}

export interface SessionAnswer {
  session: string;
  recognised: boolean;
}

export interface Conversation {
  id: string;
  status: 'bot' | 'waiting' | 'assigned' | 'resolved';
  agent_name: string | null;
  /** A person has seen the buyer's messages up to this number. */
  agent_read_seq: number;
  buyer_read_seq: number;
  last_seq: number;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
  width: number | null;
  height: number | null;
}

/** A product, as it was when it was shown. */
export interface Card {
  title: string;
  /** In minor units of the shop's currency. */
  price: number | null;
  image: string | null;
  url: string | null;
}

export interface Message {
  id: string;
  conversation: string;
  /** Its number in the conversation. */
  seq: number;
  author: 'buyer' | 'agent' | 'assist' | 'bot' | 'system';
  automatic: boolean;
  name: string | null;
  text: string;
  client_id: string | null;
  choices: string[];
  /** An automatic answer that rests on something: the buyer can say whether it helped. */
  rateable: boolean;
  /** What the buyer has said about that; null in what is heard live. */
  helpful: boolean | null;
  notice: 'queued' | 'joined' | 'ended' | 'awaited' | 'orphaned' | null;
  link: string | null;
  image: string | null;
  video: string | null;
  card: Card | null;
  attachments: Attachment[];
  created_at: string;
}

export interface History {
  conversation: Conversation | null;
  messages: Message[];
  position: number;
  recognised: boolean;
}

export interface Problem {
  code: string;
  message: string;
  field?: string;
  details?: Record<string, string>;
}

export interface Received {
  message: string;
  conversation: string;
  seq: number;
}

export type Frame =
  | { type: 'hello'; position: number; conversation: Conversation | null }
  | { type: 'caught_up'; position: number }
  | { type: 'resync' }
  | { type: 'message'; position: number; message: Message }
  | { type: 'conversation'; position: number; conversation: Conversation }
  | { type: 'typing'; name: string; on: boolean }
  | ({ type: 'ack'; client_id: string } & Received)
  | ({ type: 'refused'; client_id?: string } & Problem);

/** What the loader hands to the chat. */
export interface Setting {
  /** Where the widget was loaded from, with a slash at its end. */
  base: string;
  inbox: string;
  /** The shop's word for who the buyer is: a JWT. */
  token: string | null;
  language: 'zh' | 'en';
  root: ShadowRoot;
  /** Tells the launcher how many messages wait and whether the panel is open. */
  show(state: { open: boolean; unread: number }): void;
  /** The product of the page, by the shop's id; asked at each message, for pages that change without loading. */
  product(): string | null;
}

/** What the chat gives back to the loader. */
export interface Handle {
  setOpen(open: boolean): void;
}
