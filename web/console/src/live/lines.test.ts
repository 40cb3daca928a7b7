import type { Me } from '@miaohui/client';
import { describe, expect, it } from 'vitest';
import { conversation, frame, message } from './fixtures';
import type { Fact } from './frames';
import { type Line, linesAfter, soundOf } from './lines';

const person = (id: string, role: Me['role']) => ({ id, role }) as Me;
const holder = person('holder', 'agent');
const lead = person('lead', 'lead');
const other = person('other', 'agent');
const held = conversation('a', { status: 'assigned', agent: 'holder', buyer_name: '七月' });

const crossing = (line: Fact['line'], by: Partial<Fact> = {}) =>
  frame(
    1,
    {
      kind: 'sla_line_crossed',
      metric: 'first_reply',
      reply: 'human',
      line,
      agent: 'holder',
      does: [],
      ...by,
    },
    held,
  );
const told = (line: Fact['line'], me: Me, by: Partial<Fact> = {}) =>
  linesAfter([], crossing(line, by), me).map(({ colour, as }) => `${colour} ${as}`);

describe('a line that is crossed', () => {
  it('is told to whom it concerns', () => {
    expect([holder, lead, other].map((me) => told('yellow', me))).toEqual([['amber holder'], [], []]);
    expect([holder, lead, other].map((me) => told('red', me))).toEqual([['red holder'], ['red lead'], []]);
    expect([holder, lead].map((me) => told('step', me, { does: ['tell_leads'] }))).toEqual([
      [],
      ['red lead'],
    ]);
    expect([holder, lead].map((me) => told('step', me, { does: ['urgent'] }))).toEqual([[], []]);
    expect([holder, lead].map((me) => soundOf(crossing('yellow'), me))).toEqual(['soon', undefined]);
    expect([holder, lead, other].map((me) => soundOf(crossing('red'), me))).toEqual([
      'urgent',
      'urgent',
      undefined,
    ]);
  });

  it('is told once for each conversation, and never less gravely', () => {
    let lines: Line[] = [];
    for (const line of ['yellow', 'red', 'step', 'yellow'] as const)
      lines = linesAfter(lines, crossing(line, { does: ['tell_agent'] }), holder);
    expect(lines.map(({ conversation, colour }) => [conversation, colour])).toEqual([['a', 'red']]);
  });

  it('is over when it is answered, done, or somebody else’s', () => {
    const late = linesAfter([], crossing('red'), holder);
    const after = (fact: Fact, about = held, said = message(2, { author: 'agent' })) =>
      linesAfter(late, frame(2, fact, about, said), holder).length;
    expect(after({ kind: 'message_sent' })).toBe(0);
    expect(after({ kind: 'message_sent' }, held, message(2, { author: 'bot' }))).toBe(1);
    expect(after({ kind: 'message_sent' }, held, message(2, { author: 'agent', private: true }))).toBe(1);
    expect(after({ kind: 'message_sent' }, conversation('b'))).toBe(1);
    expect(after({ kind: 'resolved' })).toBe(0);
    expect(after({ kind: 'released' }, { ...held, status: 'waiting', agent: null })).toBe(0);
    const whole = linesAfter([], crossing('red', { metric: 'resolution', reply: 'any' }), holder);
    const reply = frame(2, { kind: 'message_sent' }, held, message(2, { author: 'agent' }));
    expect(linesAfter(whole, reply, holder)).toBe(whole);
  });
});
