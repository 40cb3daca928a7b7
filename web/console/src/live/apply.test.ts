import type { ConversationList, Me, OpenConversation } from '@miaohui/client';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../app/keys';
import { applyFact, catchUpList, catchUpOpen, resync } from './apply';
import { conversation, frame, list, message } from './fixtures';
import { begsAttention } from './follow';

const me: Me = {
  id: 'me',
  login: 'me',
  name: 'Me',
  role: 'agent',
  language: 'zh',
  presence: 'online',
  must_change_password: false,
  shops: null,
};
const wanted = { view: 'waiting', sort: 'urgency' } as const;

describe('live facts', () => {
  const client = new QueryClient();
  afterEach(() => resync(client));

  it('reach the lists and the open conversation', () => {
    client.setQueryData(keys.list(wanted), list(1, [conversation('a')]));
    client.setQueryData(keys.open('a'), {
      position: 1,
      conversation: conversation('a'),
      messages: [message(1)],
    });
    applyFact(
      client,
      frame(2, { kind: 'message_received' }, conversation('a', { last_text: 'new' }), message(2)),
      me,
    );
    expect(client.getQueryData<ConversationList>(keys.list(wanted))?.conversations[0]?.last_text).toBe('new');
    expect(client.getQueryData<OpenConversation>(keys.open('a'))?.messages).toHaveLength(2);
  });

  it('are not undone by an answer that was read before them', () => {
    applyFact(
      client,
      frame(9, { kind: 'labelled' }, conversation('a', { status: 'assigned', agent: 'me' }), null),
      me,
    );
    expect(catchUpList(list(8, [conversation('a')]), wanted, 'me').conversations).toEqual([]);
    const late = { position: 8, conversation: conversation('a'), messages: [] };
    expect(catchUpOpen(late).conversation.agent).toBe('me');
  });

  it('ask for the buyer again when orders change', () => {
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    applyFact(client, frame(10, { kind: 'orders_changed', buyers: ['b1'] }, null), me);
    expect(invalidate).toHaveBeenCalledWith({ queryKey: keys.buyer('b1') });
  });

  it('have the numbers of their shop counted again, at once when a message comes', () => {
    const client = new QueryClient();
    const one = conversation('a');
    client.setQueryData(keys.figuresOf(one.shop, 'first-response'), {});
    client.setQueryData(keys.figuresOf('another', 'first-response'), {});
    const old = (shop: string) => client.getQueryState(keys.figuresOf(shop, 'first-response'))?.isInvalidated;
    applyFact(client, frame(9, { kind: 'message_read' }, one), me);
    expect(old(one.shop)).toBe(false);
    applyFact(client, frame(10, { kind: 'message_sent' }, one, message(3)), me);
    expect([old(one.shop), old('another')]).toEqual([true, false]);
  });
});

describe('what sounds', () => {
  it('is what now waits for me, and not what I gave back myself', () => {
    const a = conversation('a');
    expect(begsAttention(frame(1, { kind: 'handed_off' }, a), 'me')).toBe(true);
    expect(begsAttention(frame(1, { kind: 'released', agent: 'me' }, a), 'me')).toBe(false);
    expect(begsAttention(frame(1, { kind: 'transferred', to: 'me' }, a), 'me')).toBe(true);
    expect(begsAttention(frame(1, { kind: 'transferred', to: 'other' }, a), 'me')).toBe(false);
    expect(begsAttention(frame(1, { kind: 'offered', agent: 'me' }, a), 'me')).toBe(true);
    expect(begsAttention(frame(1, { kind: 'offered', agent: 'other' }, a), 'me')).toBe(false);
  });
});
