import type { Conversation, ConversationList, Message, OpenConversation } from '@miaohui/client';
import type { FactFrame } from './frames';

export type View = 'waiting' | 'mine' | 'others' | 'bot' | 'resolved';
export type Sort = 'loss' | 'urgency' | 'wait' | 'recent';

/** Which conversations a list holds. */
export interface Wanted {
  view: View;
  sort: Sort;
  shop?: string;
  text?: string;
}

/** In which view somebody sees a conversation. */
export function viewOf(conversation: Conversation, me: string): View {
  if (conversation.status !== 'assigned') return conversation.status;
  return conversation.agent === me ? 'mine' : 'others';
}

const RANK: Record<string, number> = { urgent: 0, important: 1, normal: 2 };

const waitingSince = (c: Conversation): string => c.unanswered_since ?? c.last_message_at;

/** The order of the server's lists. */
export function compare(sort: Sort, view: View): (a: Conversation, b: Conversation) => number {
  const recent = (a: Conversation, b: Conversation) => b.last_message_at.localeCompare(a.last_message_at);
  if (view === 'resolved' || sort === 'recent') return recent;
  const answered = (c: Conversation) => (c.unanswered_since ? 0 : 1);
  const wait = (a: Conversation, b: Conversation) =>
    answered(a) - answered(b) || waitingSince(a).localeCompare(waitingSince(b));
  if (sort === 'wait') return wait;
  const urgency = (a: Conversation, b: Conversation) =>
    answered(a) - answered(b) || (RANK[a.urgency] ?? 3) - (RANK[b.urgency] ?? 3) || wait(a, b);
  if (sort === 'urgency' || view !== 'waiting') return urgency;
  return (a, b) => placed(a) - placed(b) || urgency(a, b);
}

/** Where the server last put it. What has just come has no place yet: before the others when it is urgent, else after them. */
function placed(c: Conversation): number {
  return c.place?.rank ?? (c.urgency === 'urgent' ? 0 : Number.MAX_SAFE_INTEGER);
}

/** A list after a fact. Facts that it already knows change nothing. */
export function applyToList(
  list: ConversationList,
  frame: FactFrame,
  wanted: Wanted,
  me: string,
): ConversationList {
  const now = frame.conversation;
  if (!now || frame.position <= list.position) return list;
  const before = list.conversations.find((one) => one.id === now.id);
  const rest = list.conversations.filter((one) => one.id !== now.id);
  const belongs =
    viewOf(now, me) === wanted.view && (!wanted.shop || wanted.shop === now.shop) && (!wanted.text || before);
  const told = { ...now, place: now.place ?? before?.place };
  const conversations = belongs ? [...rest, told].sort(compare(wanted.sort, wanted.view)) : rest;
  return { ...list, conversations, position: frame.position };
}

/** Messages with one more, in order, each once. */
export function withMessage(messages: Message[], message: Message): Message[] {
  const at = messages.findIndex((one) => one.id === message.id);
  if (at >= 0) return messages.map((one) => (one.id === message.id ? message : one));
  const after = messages.findIndex((one) => one.seq > message.seq);
  return after < 0 ? [...messages, message] : messages.toSpliced(after, 0, message);
}

/** An open conversation after a fact. */
export function applyToOpen(open: OpenConversation, frame: FactFrame): OpenConversation {
  if (frame.conversation?.id !== open.conversation.id || frame.position <= open.position) return open;
  const { fact, message } = frame;
  let messages = open.messages;
  if (message) messages = withMessage(messages, message);
  if (fact.kind === 'message_state_changed' && fact.state) {
    const state = fact.state;
    messages = messages.map((one) => (one.id === fact.message ? { ...one, state } : one));
  }
  return { conversation: frame.conversation, messages, position: frame.position };
}

/** A freshly read conversation, with the older messages that were loaded before. */
export function keepOlder(fresh: OpenConversation, known: OpenConversation | undefined): OpenConversation {
  const first = fresh.messages[0]?.seq;
  if (!known || first === undefined) return fresh;
  const older = known.messages.filter((message) => message.seq < first);
  if (older.at(-1)?.seq !== first - 1) return fresh;
  return { ...fresh, messages: [...older, ...fresh.messages] };
}
