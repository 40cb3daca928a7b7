import type { BoardWait } from '@miaohui/client';

/** Yellow from this share of the time that is allowed: as in the queue. */
const YELLOW_AT = 0.6;

export interface Stand {
  /** In milliseconds. */
  waited: number;
  /** Until an answer is due; negative when it is late; nothing without a time. */
  left: number | undefined;
  colour: '' | 'amber' | 'red';
}

/** How a wait stands at this moment: lines are crossed between two readings of the board as well. */
export function standOf(wait: BoardWait, now: number): Stand {
  const since = Date.parse(wait.since);
  const waited = Math.max(0, now - since);
  if (!wait.due_at) return { waited, left: undefined, colour: '' };
  const due = Date.parse(wait.due_at);
  const left = due - now;
  if (left <= 0) return { waited, left, colour: 'red' };
  return { waited, left, colour: waited >= YELLOW_AT * (due - since) ? 'amber' : '' };
}
