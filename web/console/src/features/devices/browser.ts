import type { Device } from '@miaohui/client';

/** What a browser gives when notices are turned on in it. */
export interface Subscribed {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** Why notices cannot be turned on in this browser; nothing when they can. */
export type Obstacle = 'unsupported' | 'insecure' | 'denied';

const WORKER = '/console/sw.js';
/** Where it is kept which device this browser is: the worker reads it too, when its address is given anew. */
const CACHE = 'miaohui.device';
const PLACE = '/console/this-device';

export function obstacle(): Obstacle | undefined {
  if (!window.isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : undefined;
}

/** Turns notices on in this browser; asks the person for leave, so only on their click. */
export async function subscribe(publicKey: string): Promise<Subscribed | Obstacle> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  await navigator.serviceWorker.register(WORKER, { scope: '/console/' });
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(publicKey) };
  const known = await pushManager.getSubscription();
  if (known && !sameKey(known, wanted.applicationServerKey)) await known.unsubscribe();
  const { endpoint = '', keys = {} } = (await pushManager.subscribe(wanted)).toJSON();
  return { endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' } };
}

/** Which of a person's devices this browser is; nothing when notices are off here. */
export async function thisDevice(): Promise<string | null> {
  if (obstacle() || Notification.permission !== 'granted') return null;
  const worker = await navigator.serviceWorker.getRegistration('/console/');
  if (!(await worker?.pushManager.getSubscription())) return null;
  const kept = await (await caches.open(CACHE)).match(PLACE);
  return kept ? ((await kept.json()) as Device).id : null;
}

/** Remembers which device this browser is. */
export async function remember({ id, name, events }: Device, publicKey: string): Promise<void> {
  const kept = Response.json({ id, name, events, public_key: publicKey });
  await (await caches.open(CACHE)).put(PLACE, kept);
}

/** Turns notices off in this browser. */
export async function unsubscribe(): Promise<void> {
  await caches.delete(CACHE);
  const worker = await navigator.serviceWorker.getRegistration('/console/');
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}

/** What to call this browser until somebody says otherwise. */
export function usualName(agent: string): string {
  const system = [
    ['iPhone', /iPhone/],
    ['iPad', /iPad/],
    ['Android', /Android/],
    ['Windows', /Windows/],
    ['Mac', /Mac OS/],
    ['Linux', /Linux/],
  ] as const;
  const browser = [
    ['Edge', /Edg/],
    ['Firefox', /Firefox|FxiOS/],
    ['Chrome', /Chrome|CriOS/],
    ['Safari', /Safari/],
  ] as const;
  const first = (among: readonly (readonly [string, RegExp])[]) =>
    among.find(([, sign]) => sign.test(agent))?.[0];
  return [first(system), first(browser)].filter(Boolean).join(' · ');
}

function sameKey(known: PushSubscription, wanted: Uint8Array): boolean {
  const key = known.options.applicationServerKey;
  if (!key) return false;
  const given = new Uint8Array(key);
  return given.length === wanted.length && given.every((byte, at) => byte === wanted[at]);
}

/** What base64url says, without padding. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
