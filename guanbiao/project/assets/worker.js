// Service worker: our own files from the device, pages from the network and, without one, as last seen.
// What is typed without a network waits in the page's own queue (offline.js), not here.
const FILES = "files-1", PAGES = "pages-2", OFFLINE = "/offline/", MOST = 30;

// The page shown without a network is kept as it is for nobody: whoever reads it later, it names no other.
self.addEventListener("install", (event) => {
  const nobodys = new Request(OFFLINE, { credentials: "omit" });
  event.waitUntil(caches.open(PAGES).then((pages) => pages.add(nobodys)).then(() => self.skipWaiting()));
});

const seen = async (pages) => (await pages.keys()).filter((each) => !each.url.endsWith(OFFLINE));

async function forget() {
  const pages = await caches.open(PAGES);
  await Promise.all((await seen(pages)).map((each) => pages.delete(each, { ignoreVary: true })));
}

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

// Not what the server wants kept nowhere (a token shown once, the sign-in), nor the page that is nobody's.
const mayKeep = (request, answer) => answer.ok && !answer.redirected && !request.url.endsWith(OFFLINE)
  && !(answer.headers.get("Cache-Control") || "").includes("no-store");

async function page(request) {
  const pages = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (mayKeep(request, answer)) {
      await pages.put(request, answer.clone());
      const old = (await seen(pages)).slice(0, -MOST);
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
  if (url.pathname.startsWith("/static/") || ["/icon.svg", "/icon.png"].includes(url.pathname)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

// Who signs out, whose session ended and who is followed by another person leaves nothing seen on the device.
self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(forget());
});
