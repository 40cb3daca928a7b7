import { expect, test } from 'vitest';
import type { Conversation, Message } from './contract';
import { lastSeen, merge, newer, unread } from './messages';

function said(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation: 'c1',
    seq,
    author: 'bot',
    automatic: true,
    name: null,
    text: `${seq}`,
    client_id: null,
    choices: [],
    rateable: false,
    helpful: null,
    notice: null,
    link: null,
    image: null,
    video: null,
    card: null,
    attachments: [],
    created_at: '2026-01-01T00:00:00Z',
    ...more,
  };
}

const conversation: Conversation = {
  id: 'c1',
  status: 'bot',
  agent_name: null,
  agent_read_seq: 2,
  buyer_read_seq: 2,
  last_seq: 5,
};

test('messages are in order and each is there once, however they come', () => {
  const shown = merge([said(1), said(4)], [said(3), said(4, { text: 'again' }), said(2)]);
  expect(shown.map((message) => message.seq)).toEqual([1, 2, 3, 4]);
  expect(shown[3]?.text).toBe('again');
});

test('a later conversation comes after an earlier one', () => {
  const later = said(1, { id: 'x', conversation: 'c2' });
  expect(merge([later], [said(9)]).map((message) => message.id)).toEqual(['m9', 'x']);
});

test('marks never go back', () => {
  const stale = { ...conversation, status: 'waiting' as const, agent_read_seq: 1, last_seq: 3 };
  expect(newer(conversation, stale)).toEqual({ ...conversation, status: 'waiting' });
});

test('a later conversation takes the place of an earlier one, and keeps it', () => {
  const later = { ...conversation, id: 'c2', agent_read_seq: 0 };
  expect(newer(conversation, later)).toBe(later);
  expect(newer(later, conversation)).toBe(later);
  expect(newer(null, later)).toBe(later);
});

test('what others said since the last look is unread', () => {
  const messages = [said(1), said(3), said(4, { author: 'buyer' }), said(5, { author: 'system' }), said(6)];
  expect(unread(messages, conversation)).toBe(2);
  expect(unread(messages, null)).toBe(0);
});

test('the last message a person has seen is the buyer’s own', () => {
  const messages = [said(1, { author: 'buyer' }), said(2), said(3, { author: 'buyer' })];
  expect(lastSeen(messages, conversation)?.seq).toBe(1);
});
