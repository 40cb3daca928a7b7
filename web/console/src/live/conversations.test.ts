import type { OpenConversation } from '@miaohui/client';
import { describe, expect, it } from 'vitest';
import { applyToList, applyToOpen, compare, keepOlder, withMessage } from './conversations';
import { conversation, frame, list, message } from './fixtures';

const waiting = { view: 'waiting', sort: 'urgency' } as const;
const ids = (from: { conversations: { id: string }[] }) => from.conversations.map((one) => one.id);

describe('a list after a fact', () => {
  it('takes in what now waits, most urgent first, then who has waited longest', () => {
    const before = list(1, [
      conversation('calm'),
      conversation('late', { unanswered_since: '2025-12-31T23:00:00Z' }),
    ]);
    const after = applyToList(
      before,
      frame(2, { kind: 'handed_off' }, conversation('hot', { urgency: 'urgent' })),
      waiting,
      'me',
    );
    expect(ids({ conversations: after.conversations.toSorted(compare('urgency', 'waiting')) })).toEqual([
      'hot',
      'late',
      'calm',
    ]);
    expect(ids(after)).toEqual(['hot', 'late', 'calm']);
  });

  it('keeps the places that the server gave, and puts what is new and urgent before them', () => {
    const at = (rank: number) => ({
      rank,
      why: { zh: '', en: '' },
      figures: {
        code: 'waited',
        waited_seconds: 0,
        left_seconds: null,
        value: 0,
        cost_per_minute: 0,
        vip: false,
      },
      label: { code: 'intent', why: { zh: '', en: '' } },
    });
    const loss = { view: 'waiting', sort: 'loss' } as const;
    const second = conversation('second', { place: at(2), urgency: 'urgent' } as never);
    const before = list(1, [conversation('first', { place: at(1) } as never), second]);
    const written = applyToList(
      before,
      frame(2, { kind: 'message_received' }, conversation('first')),
      loss,
      'me',
    );
    expect(ids(written)).toEqual(['first', 'second']);
    const come = frame(3, { kind: 'handed_off' }, conversation('hot', { urgency: 'urgent' }));
    const calm = frame(4, { kind: 'handed_off' }, conversation('calm'));
    expect(ids(applyToList(applyToList(written, come, loss, 'me'), calm, loss, 'me'))).toEqual([
      'hot',
      'first',
      'second',
      'calm',
    ]);
  });

  it('lets go of what somebody has taken', () => {
    const taken = conversation('a', { status: 'assigned', agent: 'other' });
    expect(
      ids(
        applyToList(
          list(1, [conversation('a'), conversation('b')]),
          frame(2, { kind: 'claimed' }, taken),
          waiting,
          'me',
        ),
      ),
    ).toEqual(['b']);
  });

  it('is not changed by a fact it was read after', () => {
    const now = list(5, [conversation('a')]);
    expect(
      applyToList(
        now,
        frame(5, { kind: 'claimed' }, conversation('a', { status: 'assigned' })),
        waiting,
        'me',
      ),
    ).toBe(now);
  });

  it('keeps to its shop, and a search finds nothing by itself', () => {
    const fact = frame(2, { kind: 'handed_off' }, conversation('b', { shop: 'elsewhere' }));
    expect(ids(applyToList(list(1, []), fact, { ...waiting, shop: 'shop' }, 'me'))).toEqual([]);
    expect(ids(applyToList(list(1, []), fact, { ...waiting, text: 'who' }, 'me'))).toEqual([]);
  });
});

describe('an open conversation', () => {
  const open: OpenConversation = {
    position: 3,
    conversation: conversation('a'),
    messages: [message(1), message(3)],
  };

  it('puts a message where its number belongs', () => {
    const after = applyToOpen(open, frame(4, { kind: 'message_received' }, conversation('a'), message(2)));
    expect(after.messages.map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  it('holds each message once, however often it is told', () => {
    const told = frame(4, { kind: 'message_received' }, conversation('a'), message(4));
    const once = applyToOpen(open, told);
    expect(applyToOpen(once, told)).toBe(once);
    expect(withMessage(once.messages, message(4))).toHaveLength(3);
  });

  it('moves the state of a message on', () => {
    const after = applyToOpen(
      open,
      frame(4, { kind: 'message_state_changed', message: 'm1', state: 'read' }, conversation('a')),
    );
    expect(after.messages[0]?.state).toBe('read');
  });

  it('keeps older messages when it is read again, unless something is missing between', () => {
    const fresh = { ...open, messages: [message(4), message(5)] };
    expect(
      keepOlder(fresh, { ...open, messages: [message(2), message(3)] }).messages.map((one) => one.seq),
    ).toEqual([2, 3, 4, 5]);
    expect(
      keepOlder(fresh, { ...open, messages: [message(1), message(2)] }).messages.map((one) => one.seq),
    ).toEqual([4, 5]);
  });
});
