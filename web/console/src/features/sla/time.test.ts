import type { SlaClock, SlaStretch } from '@miaohui/client';
import { expect, it } from 'vitest';
import { goingOn, running, standing, sums } from './time';

const at = (seconds: number) => new Date(1_790_000_000_000 + seconds * 1000).toISOString();
const stretch = (from: number, to: number, cause: SlaStretch['cause']): SlaStretch => ({
  from: at(from),
  to: at(to),
  cause,
});
const clock = (by: Partial<SlaClock>): SlaClock => ({
  metric: 'first_reply',
  reply: 'human',
  version: 0,
  rule: 0,
  name: { zh: '', en: '' },
  state: 'running',
  began: at(0),
  ended: null,
  within_seconds: 60,
  elapsed_seconds: 0,
  late: false,
  yellow_at: at(40),
  due_at: at(60),
  counted: [],
  ...by,
});

it('the last stretch goes on while the conversation does, and what comes after the end is nobody’s', () => {
  const open = [stretch(0, 5, 'bot'), stretch(5, 10, 'queue'), stretch(10, 12, 'bot')];
  expect(sums(goingOn(open, Date.parse(at(20)), true))).toEqual([
    { cause: 'bot', seconds: 15 },
    { cause: 'queue', seconds: 5 },
  ]);
  expect(sums(goingOn(open, Date.parse(at(20)), false))[0]).toEqual({ cause: 'bot', seconds: 7 });
  const done = [...open, stretch(12, 900, 'done')];
  expect(sums(goingOn(done, Date.parse(at(2000)), true))[0]).toEqual({ cause: 'bot', seconds: 7 });
});

it('a clock has the colour of the line it has crossed', () => {
  const look = (seconds: number, by: Partial<SlaClock> = {}) => standing(clock(by), Date.parse(at(seconds)));
  expect([look(39).colour, look(40).colour, look(61).colour]).toEqual(['calm', 'amber', 'red']);
  expect(look(61).toRed).toBe(-1);
  expect(look(61, { yellow_at: null, due_at: null })).toEqual({
    colour: 'calm',
    toYellow: undefined,
    toRed: undefined,
  });
});

it('of the clocks that run the nearest comes first, and those that stand still last', () => {
  const clocks = [
    clock({ state: 'stopped' }),
    clock({ state: 'paused', due_at: null, metric: 'requester_wait' }),
    clock({ due_at: at(90), metric: 'resolution' }),
    clock({ metric: 'next_reply' }),
  ];
  expect(running(clocks).map(({ metric }) => metric)).toEqual(['next_reply', 'resolution', 'requester_wait']);
});
