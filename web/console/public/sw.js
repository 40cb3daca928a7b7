// Shows what the house pushes to this device, and opens what it is about. It looks at no request of the pages.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, text, url, tag } = event.data.json();
  const shown = {
    body: text,
    tag,
    data: { url },
    icon: '/console/icon-192.png',
    badge: '/console/icon-192.png',
  };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew()));

/** The browser gives its push service another address: the house is told it in place of the one that is gone. */
async function renew() {
  const cache = await caches.open('miaohui.device');
  const place = '/console/this-device';
  const kept = await (await cache.match(place))?.json();
  if (!kept) return;
  const wanted = { userVisibleOnly: true, applicationServerKey: kept.public_key };
  const { endpoint, keys } = (await self.registration.pushManager.subscribe(wanted)).toJSON();
  await fetch(`/api/v1/devices/${kept.id}`, { method: 'DELETE' });
  const { name, events } = kept;
  const added = await fetch('/api/v1/devices', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, events, endpoint, keys }),
  });
  if (added.ok) await cache.put(place, Response.json({ ...kept, id: (await added.json()).id }));
}

/** Opens it where the console is open already, or anew. Nothing but this house is ever opened. */
async function open(url) {
  const { pathname, search } = new URL(url);
  const address = self.location.origin + pathname + search;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const console = windows.find((one) => new URL(one.url).pathname.startsWith('/console/'));
  if (!console) return self.clients.openWindow(address);
  try {
    await console.focus();
    return await console.navigate(address);
  } catch {
    return self.clients.openWindow(address);
  }
}
