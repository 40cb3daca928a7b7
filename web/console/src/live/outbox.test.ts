import { describe, expect, it } from 'vitest';
import { message } from './fixtures';
import { after, next, type Outgoing, parse, unconfirmed } from './outbox';

const item = (client_id: string, by: Partial<Outgoing> = {}): Outgoing => ({
  client_id,
  conversation: 'a',
  kind: 'reply',
  text: client_id,
  attachments: [],
  at: '2026-01-01T00:00:00Z',
  state: 'pending',
  ...by,
});

describe('the outbox', () => {
  it('holds the same id once', () => {
    const box = after([], { type: 'add', item: item('1') });
    expect(after(box, { type: 'add', item: item('1') })).toBe(box);
  });

  it('lets go of what is confirmed, whoever tells first', () => {
    const box = after([item('1'), item('2')], { type: 'confirmed', client_id: '1' });
    expect(box.map((one) => one.client_id)).toEqual(['2']);
    expect(after(box, { type: 'confirmed', client_id: '1' })).toBe(box);
  });

  it('sends one at a time in a conversation, oldest first, and others beside it', () => {
    const box = [item('1'), item('2'), item('3', { conversation: 'b' })];
    expect(next(box, new Set()).map((one) => one.client_id)).toEqual(['1', '3']);
    expect(next(box, new Set(['1'])).map((one) => one.client_id)).toEqual(['3']);
  });

  it('does not send what failed before somebody says so', () => {
    const failed = after([item('1')], { type: 'failed', client_id: '1', problem: 'why' });
    expect(next(failed, new Set())).toEqual([]);
    expect(next(after(failed, { type: 'retry', client_id: '1' }), new Set())).toHaveLength(1);
  });

  it('shows nothing twice that is among the messages already', () => {
    const shown = unconfirmed([item('1'), item('2'), item('3', { conversation: 'b' })], 'a', [
      message(1, { client_id: '1' }),
    ]);
    expect(shown.map((one) => one.client_id)).toEqual(['2']);
  });

  it('survives being loaded again, and nonsense', () => {
    expect(parse(JSON.stringify([item('1')]))).toEqual([item('1')]);
    expect(parse('{')).toEqual([]);
    expect(parse(null)).toEqual([]);
  });
});
