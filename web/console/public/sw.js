// Shows what the house pushes to this device, and opens what it is about. It keeps nothing and looks at no request.

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
