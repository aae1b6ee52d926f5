// Service worker: our own files from the device, pages from the network and, without one, as last seen.
// What is typed without a network waits in the page's own queue (offline.js), not here.
const FILES = "files-1", PAGES = "pages-1", OFFLINE = "/offline/", MOST = 30;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGES).then((pages) => pages.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((n) => n !== FILES && n !== PAGES).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

async function file(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) files.put(request, answer.clone());
  return answer;
}

async function page(request) {
  const pages = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await pages.put(request, answer.clone());
      const known = await pages.keys();
      const old = known.filter((each) => !each.url.endsWith(OFFLINE)).slice(0, -MOST);
      await Promise.all(old.map((each) => pages.delete(each)));
    }
    return answer;
  } catch {
    return (await pages.match(request)) || (await pages.match(OFFLINE));
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/") || url.pathname === "/icon.svg") event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

// Whoever signs out leaves nothing she has seen on the device.
self.addEventListener("message", (event) => {
  if (event.data === "forget") {
    event.waitUntil(caches.delete(PAGES).then(() => caches.open(PAGES)).then((pages) => pages.add(OFFLINE)));
  }
});
