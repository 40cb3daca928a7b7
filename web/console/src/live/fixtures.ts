import type { Conversation, ConversationList, Message } from '@miaohui/client';
import type { Fact, FactFrame } from './frames';

/** Things for tests; what is not given does not matter to them. */
export function conversation(id: string, by: Partial<Conversation> = {}): Conversation {
  return {
    id,
    number: 1,
    shop: 'shop',
    inbox: 'inbox',
    buyer: 'buyer',
    buyer_name: null,
    buyer_level: null,
    recognised: false,
    status: 'waiting',
    agent: null,
    agent_name: null,
    language: 'zh',
    intent: null,
    emotion: null,
    urgency: 'normal',
    stage: null,
    last_seq: 1,
    last_buyer_seq: 1,
    last_author: 'buyer',
    last_text: '',
    last_message_at: '2026-01-01T00:00:00Z',
    unanswered_since: '2026-01-01T00:00:00Z',
    handed_off_at: null,
    due_at: null,
    offered_to: null,
    offered_until: null,
    buyer_read_seq: 0,
    agent_read_seq: 0,
    opened_at: '2026-01-01T00:00:00Z',
    resolved_at: null,
    packet: null,
    ...by,
  };
}

export function message(seq: number, by: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation: 'a',
    seq,
    author: 'buyer',
    agent: null,
    agent_name: null,
    private: false,
    text: `${seq}`,
    state: 'sent',
    client_id: null,
    sources: [],
    choices: [],
    notice: null,
    link: null,
    image: null,
    attachments: [],
    created_at: '2026-01-01T00:00:00Z',
    ...by,
  };
}

export function list(position: number, conversations: Conversation[]): ConversationList {
  return { position, conversations, counts: { waiting: 0, mine: 0, others: 0, bot: 0 } };
}

export function frame(
  position: number,
  fact: Fact,
  about: Conversation | null,
  said: Message | null = null,
): FactFrame {
  return { type: 'fact', position, at: '2026-01-01T00:00:00Z', fact, conversation: about, message: said };
}
