import type { Conversation, Message } from './contract';

/**
 * Puts messages into those that are shown: each once, newest version wins, but for what the buyer has said of it; ordered by conversation (their ids grow with
 * time) and by number within it.
 */
export function merge(shown: Message[], more: Message[]): Message[] {
  if (more.length === 0) return shown;
  const byId = new Map(shown.map((message) => [message.id, message]));
  for (const message of more) {
    const helpful = message.helpful ?? byId.get(message.id)?.helpful ?? null;
    byId.set(message.id, { ...message, helpful });
  }
  return [...byId.values()].sort(inOrder);
}

function inOrder(a: Message, b: Message): number {
  if (a.conversation !== b.conversation) return a.conversation < b.conversation ? -1 : 1;
  return a.seq - b.seq;
}

/**
 * The newer of two views of the buyer's conversation. Facts may arrive out of step with answers to requests: of two
 * conversations the later one counts, and the marks of one only grow.
 */
export function newer(shown: Conversation | null, next: Conversation): Conversation {
  if (!shown || shown.id < next.id) return next;
  if (shown.id > next.id) return shown;
  return {
    ...next,
    agent_read_seq: Math.max(shown.agent_read_seq, next.agent_read_seq),
    buyer_read_seq: Math.max(shown.buyer_read_seq, next.buyer_read_seq),
    last_seq: Math.max(shown.last_seq, next.last_seq),
  };
}

/** How many messages of the current conversation the buyer has not seen. Notices of the house do not count. */
export function unread(messages: Message[], conversation: Conversation | null): number {
  if (!conversation) return 0;
  return messages.filter(
    (message) =>
      message.conversation === conversation.id &&
      message.seq > conversation.buyer_read_seq &&
      message.author !== 'buyer' &&
      message.author !== 'system',
  ).length;
}

/** The buyer's last message that a person has seen. */
export function lastSeen(messages: Message[], conversation: Conversation | null): Message | undefined {
  if (!conversation) return undefined;
  return messages.findLast(
    (message) =>
      message.conversation === conversation.id &&
      message.author === 'buyer' &&
      message.seq <= conversation.agent_read_seq,
  );
}
