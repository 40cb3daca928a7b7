import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEAD_AFTER, Live } from './live';

/** A socket that does what the test says. */
class Socket {
  static readonly OPEN = 1;
  readyState = 0;
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  readonly sent: string[] = [];
  /** A dead line does not even say that it is closed. */
  close() {
    this.readyState = 2;
  }
  send(text: string) {
    this.sent.push(text);
  }
  opens() {
    this.readyState = 1;
    this.onopen();
  }
  ends(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

function line() {
  const sockets: Socket[] = [];
  const heard: object[] = [];
  const lost: [number, boolean][] = [];
  const live = new Live({
    open: () => {
      const socket = new Socket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    heard: (frame) => heard.push(frame),
    lost: async (code, opened) => {
      lost.push([code, opened]);
    },
  });
  const last = () => sockets.at(-1) as Socket;
  return { live, sockets, heard, lost, last };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a lost connection is opened again, with growing patience', async () => {
  const { live, sockets, last, lost } = line();
  live.start();
  for (const wait of [500, 1000, 2000]) {
    last().ends();
    const before = sockets.length;
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(sockets.length).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets.length).toBe(before + 1);
  }
  expect(lost).toEqual([
    [1006, false],
    [1006, false],
    [1006, false],
  ]);
});

test('a connection that held begins the patience anew', async () => {
  const { live, sockets, last, lost } = line();
  live.start();
  last().ends();
  await vi.advanceTimersByTimeAsync(500);
  last().opens();
  await vi.advanceTimersByTimeAsync(11_000);
  last().ends(1001);
  expect(lost.at(-1)).toEqual([1001, true]);
  await vi.advanceTimersByTimeAsync(500);
  expect(sockets.length).toBe(3);
});

test('when the network is back there is no waiting', async () => {
  const { live, sockets, last } = line();
  live.start();
  last().ends();
  await vi.advanceTimersByTimeAsync(10);
  live.now();
  expect(sockets.length).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000 - DEAD_AFTER);
  live.now();
  expect(sockets.filter((socket) => socket.readyState < 2).length).toBe(1);
});

test('a dead connection is left at once, and what it says later is not heard', async () => {
  const { live, sockets, last, lost, heard } = line();
  live.start();
  const dead = last();
  dead.opens();
  live.drop();
  await vi.advanceTimersByTimeAsync(500);
  expect([lost.length, sockets.length]).toEqual([1, 2]);
  dead.onmessage({ data: '{"type":"resync"}' });
  dead.ends();
  await vi.advanceTimersByTimeAsync(0);
  expect([lost.length, heard.length]).toEqual([1, 0]);
});

test('one that does not open in time is given up', async () => {
  const { live, lost } = line();
  live.start();
  await vi.advanceTimersByTimeAsync(DEAD_AFTER);
  expect(lost).toEqual([[1006, false]]);
});

test('nothing goes out before it is open, and nothing opens after it is stopped', async () => {
  const { live, sockets, last } = line();
  live.start();
  live.start();
  expect(live.say({ type: 'read', seq: 1 })).toBe(false);
  last().opens();
  expect(live.say({ type: 'read', seq: 1 })).toBe(true);
  expect(last().sent).toEqual(['{"type":"read","seq":1}']);
  live.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets.length).toBe(1);
});
