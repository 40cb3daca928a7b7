import type { Conversation } from '@miaohui/client';

/** Yellow from this share of the time that is allowed; red when it has run out. */
const YELLOW_AT = 0.6;

export interface Wait {
  /** How long the buyer has had no answer, in milliseconds. */
  waited: number;
  /** How much of the time allowed is used: 1 is due now. Nothing when nobody has to answer by a time. */
  share: number | undefined;
  /** Milliseconds until an answer is due; negative when it is late. */
  left: number | undefined;
  colour: 'calm' | 'amber' | 'red';
}

/** How a conversation stands with its time; nothing when nobody waits. */
export function waitOf(conversation: Conversation, now: number): Wait | undefined {
  const since =
    conversation.unanswered_since ?? (conversation.status === 'waiting' ? conversation.handed_off_at : null);
  if (!since || conversation.status === 'resolved') return undefined;
  const begun = Date.parse(since);
  const waited = Math.max(0, now - begun);
  if (!conversation.due_at) return { waited, share: undefined, left: undefined, colour: 'calm' };
  const due = Date.parse(conversation.due_at);
  const left = due - now;
  const share = due > begun ? Math.min(1, waited / (due - begun)) : 1;
  return { waited, share, left, colour: left <= 0 ? 'red' : share >= YELLOW_AT ? 'amber' : 'calm' };
}
