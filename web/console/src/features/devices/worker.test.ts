import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Listener = (event: object) => void;

/** Runs the worker in a browser that has these windows open; gives what it listens to and what it did. */
function worker(windows: object[]) {
  const listeners = new Map<string, Listener>();
  const done: unknown[][] = [];
  const self = {
    location: { origin: 'https://desk.example' },
    addEventListener: (name: string, listener: Listener) => listeners.set(name, listener),
    registration: {
      showNotification: (...shown: unknown[]) => done.push(['shown', ...shown]),
      pushManager: {
        subscribe: async () => ({ toJSON: () => ({ endpoint: 'https://new.example', keys: {} }) }),
      },
    },
    clients: {
      matchAll: async () => windows,
      openWindow: (address: string) => done.push(['opened', address]),
    },
  };
  let kept: object | undefined = { id: 'old', name: 'phone', events: ['offer'], public_key: 'k' };
  const cache = {
    match: async () => kept && { json: async () => kept },
    put: async (_: string, answer: Response) => {
      kept = await answer.json();
      done.push(['kept', kept]);
    },
  };
  const ask = async (path: string, { method, body }: RequestInit) => {
    done.push([method, path, body && JSON.parse(String(body))]);
    return { ok: true, json: async () => ({ id: 'new' }) };
  };
  const source = readFileSync(new URL('../../../public/sw.js', import.meta.url), 'utf8');
  new Function('self', 'caches', 'fetch', source)(self, { open: async () => cache }, ask);
  const hear = async (name: string, event: object) => {
    let work: Promise<unknown> | undefined;
    listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  };
  return { hear, done };
}

const clicked = (url: string) => ({ notification: { close: () => undefined, data: { url } } });

describe('the worker of notices', () => {
  it('shows what is pushed, once under its mark', async () => {
    const { hear, done } = worker([]);
    const pushed = { title: 'T', text: 'X', url: 'https://desk.example/console/?c=1', tag: 'a' };
    await hear('push', { data: { json: () => pushed } });
    expect(done[0]).toEqual([
      'shown',
      'T',
      expect.objectContaining({ body: 'X', tag: 'a', data: { url: pushed.url } }),
    ]);
  });

  it('opens what it is about in a new window, and never another house', async () => {
    const { hear, done } = worker([{ url: 'https://desk.example/preview/qinghe' }]);
    await hear('notificationclick', clicked('https://other.example/console/approvals?id=1'));
    expect(done).toEqual([['opened', 'https://desk.example/console/approvals?id=1']]);
  });

  it('tells the house the new address of its browser in place of the old', async () => {
    const { hear, done } = worker([]);
    await hear('pushsubscriptionchange', {});
    expect(done).toEqual([
      ['DELETE', '/api/v1/devices/old', undefined],
      [
        'POST',
        '/api/v1/devices',
        { name: 'phone', events: ['offer'], endpoint: 'https://new.example', keys: {} },
      ],
      ['kept', { id: 'new', name: 'phone', events: ['offer'], public_key: 'k' }],
    ]);
  });

  it('goes there in the console that is open already, and anew where that cannot be led', async () => {
    const went: string[] = [];
    const open = { url: 'https://desk.example/console/', focus: async () => undefined };
    const led = worker([{ ...open, navigate: async (address: string) => went.push(address) }]);
    await led.hear('notificationclick', clicked('https://desk.example/console/?c=1'));
    expect([went, led.done]).toEqual([['https://desk.example/console/?c=1'], []]);
    const strange = worker([{ ...open, navigate: () => Promise.reject(new Error('not mine')) }]);
    await strange.hear('notificationclick', clicked('https://desk.example/console/?c=1'));
    expect(strange.done).toEqual([['opened', 'https://desk.example/console/?c=1']]);
  });
});
