import { useSyncExternalStore } from 'react';
import { pause } from './backoff';
import { type Frame, SIGNED_OUT, TOO_SLOW } from './frames';

export type LiveState = 'connecting' | 'live' | 'offline';

interface Handlers {
  frame: (frame: Frame) => void;
  resync: () => void;
  signedOut: () => void;
  /** No connection came about. Whether the network or the session is gone, a browser does not tell. */
  unopened: () => void;
}

/** Tries that fail this often in a row are shown as being offline. */
const PATIENCE = 1;

let socket: WebSocket | undefined;
let handlers: Handlers | undefined;
let position: number | undefined;
let attempt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let greeted = false;
let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Follows the ledger until `stop`; one connection a page. */
export function start(given: Handlers): () => void {
  handlers = given;
  connect();
  window.addEventListener('online', hurry);
  window.addEventListener('offline', lost);
  return () => {
    window.removeEventListener('online', hurry);
    window.removeEventListener('offline', lost);
    handlers = undefined;
    position = undefined;
    attempt = 0;
    clearTimeout(timer);
    socket?.close();
    socket = undefined;
    become('connecting');
  };
}

function hurry(): void {
  if (socket || !handlers) return;
  attempt = 0;
  clearTimeout(timer);
  connect();
}

/** The browser knows before the socket does that there is no network. */
function lost(): void {
  socket?.close();
  socket = undefined;
  clearTimeout(timer);
  become('offline');
  timer = setTimeout(connect, pause(attempt, Math.random));
  attempt += 1;
}

function connect(): void {
  const since = position === undefined ? '' : `?since=${position}`;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const opened = new WebSocket(`${scheme}://${location.host}/api/v1/live${since}`);
  socket = opened;
  greeted = false;
  opened.onmessage = (event) => {
    if (socket === opened) hear(JSON.parse(String(event.data)) as Frame);
  };
  opened.onclose = (event) => {
    if (socket !== opened) return;
    socket = undefined;
    closed(event.code);
  };
}

function hear(frame: Frame): void {
  switch (frame.type) {
    case 'hello':
      greeted = true;
      // Without a position, the page was read before this connection began: what lies between is read again.
      if (position === undefined) handlers?.resync();
      position ??= frame.position;
      attempt = 0;
      become('live');
      break;
    case 'fact':
      // Each line once, in order.
      if (position !== undefined && frame.position <= position) return;
      position = frame.position;
      handlers?.frame(frame);
      break;
    case 'caught_up':
      position = Math.max(position ?? 0, frame.position);
      break;
    case 'resync':
      position = undefined;
      socket?.close();
      socket = undefined;
      connect();
      break;
    default:
      handlers?.frame(frame);
  }
}

function closed(code: number): void {
  if (code === SIGNED_OUT) {
    handlers?.signedOut();
    return;
  }
  if (!greeted) handlers?.unopened();
  if (code === TOO_SLOW) position = undefined;
  if (attempt >= PATIENCE) become('offline');
  timer = setTimeout(connect, pause(attempt, Math.random));
  attempt += 1;
}

/** Says something that leaves no trace; lost when there is no connection. */
export function say(
  frame:
    | { type: 'typing'; conversation: string; on: boolean }
    | { type: 'read'; conversation: string; seq: number },
): boolean {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(frame));
  return true;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the page hears what happens. */
export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Calls back whenever the connection comes or goes. */
export function onLive(listener: (state: LiveState) => void): () => void {
  return subscribe(() => listener(state));
}
