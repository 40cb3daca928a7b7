import type { Conversation, Message, Presence, SlaAction, SlaMetric, SlaReply } from '@miaohui/client';

/** What the ledger tells, as far as the console acts on it; every other kind only moves the position on. */
export interface Fact {
  kind: string;
  message?: string;
  state?: Message['state'];
  seq?: number;
  buyers?: string[];
  buyer?: string;
  agent?: string | null;
  to?: string;
  presence?: Presence;
  to_lead?: boolean;
  stays?: string;
  gone?: string;
  metric?: SlaMetric;
  reply?: SlaReply;
  line?: 'yellow' | 'red' | 'step';
  does?: SlaAction[];
}

export interface FactFrame {
  type: 'fact';
  position: number;
  at: string;
  fact: Fact;
  conversation: Conversation | null;
  message: Message | null;
}

export interface TypingFrame {
  type: 'typing';
  conversation: string;
  on: boolean;
  buyer?: boolean;
  agent?: string;
  name?: string;
  /** What the buyer has written so far. */
  text?: string;
}

export type Frame =
  | FactFrame
  | TypingFrame
  | { type: 'hello'; position: number }
  | { type: 'caught_up'; position: number }
  | { type: 'resync' }
  | { type: 'refused'; code: string; message: string };

/** The house closed the connection because the session has ended. */
export const SIGNED_OUT = 4001;
/** The house closed the connection because it was too slow. */
export const TOO_SLOW = 4003;
