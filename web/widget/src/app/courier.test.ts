import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused, Unreachable } from './api';
import type { Problem, Received } from './contract';
import { Courier, type Way } from './courier';
import { Outbox, type Outgoing } from './outbox';
import { Passing } from './shelf';

/** A server that takes messages the way it is told to, and remembers in which order. */
class Server {
  readonly took: string[] = [];
  readonly asked: string[] = [];
  answers: (Problem | 'silence' | 'down')[] = [];
  hear: (frame: object) => void = () => undefined;

  private received(clientId: string): Received {
    if (!this.took.includes(clientId)) this.took.push(clientId);
    return { message: `m-${clientId}`, conversation: 'c', seq: this.took.indexOf(clientId) + 1 };
  }

  /** Over the live connection. */
  say(frame: { client_id: string }): boolean {
    this.asked.push(frame.client_id);
    const answer = this.answers.shift();
    if (answer === 'silence') this.received(frame.client_id);
    else if (answer && answer !== 'down')
      this.hear({ type: 'refused', client_id: frame.client_id, ...answer });
    else if (!answer)
      this.hear({ type: 'ack', client_id: frame.client_id, ...this.received(frame.client_id) });
    return answer !== 'down';
  }

  /** Over a request. */
  async post(entry: Outgoing): Promise<Received> {
    this.asked.push(entry.client_id);
    const answer = this.answers.shift();
    if (answer === 'down' || answer === 'silence') throw new Unreachable();
    if (answer) throw new Refused(422, answer);
    return this.received(entry.client_id);
  }
}

function desk(way: Way, sameLanguage = true) {
  const server = new Server();
  const outbox = new Outbox(new Passing(), 'o.');
  const told = { changed: vi.fn(), arrived: vi.fn(), quiet: vi.fn(), stuck: vi.fn() };
  const live = { say: (frame: object) => server.say(frame as { client_id: string }), drop: vi.fn() };
  const now = { way };
  const courier = new Courier(
    outbox,
    { say: (e) => server.post(e) },
    live,
    () => now.way,
    told,
    sameLanguage,
  );
  server.hear = (frame) => queueMicrotask(() => courier.heard(frame as never));
  const write = (...ids: string[]) => {
    for (const [at, client_id] of ids.entries()) {
      outbox.add({ client_id, text: client_id, attachments: [], product: null, at });
    }
  };
  return { server, outbox, told, live, now, courier, write };
}

const tooLong: Problem = { code: 'text_too_long', message: '太长' };
const tooMany: Problem = { code: 'too_many_requests', message: '太多', details: { seconds: '7' } };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each(['socket', 'request'] as const)('a burst goes out in order, each once (%s)', async (way) => {
  const { server, outbox, courier, write } = desk(way);
  write('a', 'b', 'c');
  await Promise.all([courier.run(), courier.run()]);
  expect(server.asked).toEqual(['a', 'b', 'c']);
  expect(outbox.all()).toEqual([]);
});

test('a confirmation that was lost is asked for again with the same id', async () => {
  const { server, outbox, told, courier, write } = desk('socket');
  write('a', 'b');
  server.answers = ['silence'];
  const run = courier.run();
  await vi.advanceTimersByTimeAsync(0);
  courier.interrupted();
  await run;
  expect(told.stuck).toHaveBeenCalledWith(expect.any(Unreachable));
  expect(outbox.all().length).toBe(2);
  await courier.run();
  expect(server.asked).toEqual(['a', 'a', 'b']);
  expect(server.took).toEqual(['a', 'b']);
  expect(outbox.all()).toEqual([]);
});

test('a connection that does not answer is dropped', async () => {
  const { server, live, courier, write } = desk('socket');
  write('a');
  server.answers = ['silence'];
  void courier.run();
  await vi.advanceTimersByTimeAsync(14_999);
  expect(live.drop).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(live.drop).toHaveBeenCalledOnce();
});

test('when it was too much, everything waits as long as asked, and stays in order', async () => {
  const { server, told, courier, write } = desk('request');
  write('a', 'b');
  server.answers = [tooMany];
  const run = courier.run();
  await vi.advanceTimersByTimeAsync(6999);
  expect(server.asked).toEqual(['a']);
  expect(told.quiet).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1);
  await run;
  expect(server.took).toEqual(['a', 'b']);
  expect(told.quiet).toHaveBeenLastCalledWith(0);
});

test('what is refused for good stays with its reason and holds up nothing', async () => {
  const { server, outbox, courier, write } = desk('socket');
  write('a', 'b');
  server.answers = [tooLong];
  await courier.run();
  expect(server.took).toEqual(['b']);
  expect(outbox.all()).toMatchObject([{ client_id: 'a', failed: '太长' }]);
});

test('the reason is asked for again where the connection speaks another language', async () => {
  const { server, outbox, courier, write } = desk('socket', false);
  write('a');
  server.answers = [tooLong, { code: 'text_too_long', message: 'Too long' }];
  await courier.run();
  expect(outbox.all()).toMatchObject([{ failed: 'Too long' }]);
});

test('nothing is tried while there is no way', async () => {
  const { server, now, courier, write } = desk('none');
  write('a');
  await courier.run();
  expect(server.asked).toEqual([]);
  now.way = 'request';
  await courier.run();
  expect(server.took).toEqual(['a']);
});
