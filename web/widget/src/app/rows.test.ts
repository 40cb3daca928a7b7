import { expect, test } from 'vitest';
import type { Message } from './contract';
import { rows } from './rows';

const at = Date.UTC(2026, 0, 5, 4, 0);

function said(seq: number, author: Message['author'], more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation: 'c',
    seq,
    author,
    automatic: author === 'bot',
    name: null,
    text: '',
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
    created_at: new Date(at + seq * 1000).toISOString(),
    ...more,
  };
}

test('several lines of one speaker are one group, until another speaks or a notice comes between', () => {
  const shown = rows(
    [
      said(1, 'buyer'),
      said(2, 'buyer'),
      said(3, 'bot'),
      said(4, 'system', { notice: 'joined' }),
      said(5, 'agent', { name: 'A' }),
      said(6, 'agent', { name: 'B' }),
    ],
    [],
  );
  expect(shown.map((row) => `${row.kind}${'begins' in row && row.begins ? '!' : ''}`)).toEqual([
    'time',
    'message!',
    'message',
    'message!',
    'notice',
    'message!',
    'message!',
  ]);
});

test('what is still to be sent comes last and keeps its place when it is confirmed', () => {
  const entry = { client_id: 'x', text: 'a', attachments: [], product: null, at: at + 9000 };
  const before = rows([said(1, 'buyer')], [entry]);
  const after = rows([said(1, 'buyer'), said(2, 'buyer', { client_id: 'x' })], []);
  expect(before.map((row) => row.key)).toEqual(after.map((row) => row.key));
  expect(before.at(-1)).toMatchObject({ kind: 'outgoing', begins: false });
});
