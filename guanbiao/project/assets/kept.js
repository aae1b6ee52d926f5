// What is kept on this device until it is sent, and whose it is.
const open = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open("guanbiao", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "id" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function store(mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const deal = base.transaction("queue", mode);
    const asked = work(deal.objectStore("queue"));
    deal.oncomplete = () => { base.close(); resolve(asked && asked.result); };
    deal.onerror = () => { base.close(); reject(deal.error); };
  });
}
// In the order of writing, as setting out comes before coming back.
export const all = () => store("readonly", (queue) => queue.getAll())
  .then((items) => items.sort((one, other) => one.at - other.at), () => []);
export const keep = (item) => store("readwrite", (queue) => queue.put(item));
export const drop = (id) => store("readwrite", (queue) => queue.delete(id));

// What another page has dropped meanwhile does not come back.
export const change = (id, values) => store("readwrite", (queue) => {
  const asked = queue.get(id);
  asked.onsuccess = () => { if (asked.result) queue.put({ ...asked.result, ...values }); };
});

// Whoever reads: named by every page of hers. The page of this device (data-queue) is the same for all
// and names nobody; without a network it belongs to whoever read last and has not signed out since.
export const READER = "guanbiao-reader";
export const owner = () => document.body.dataset.person
  || (document.querySelector("[data-queue]") && localStorage.getItem(READER)) || "";

// The cookie's token is the newest: the one on the page may be older than the sign-in.
export function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  if (cookie) return cookie.slice("csrftoken=".length);
  const held = document.body.getAttribute("hx-headers");
  return held ? JSON.parse(held)["X-CSRFToken"] : "";
}

// Pages seen by one are not kept for the next: told to the service worker, however this page came.
export async function forget() {
  if (!("serviceWorker" in navigator)) return;
  const { controller } = navigator.serviceWorker;
  (controller || (await navigator.serviceWorker.ready).active).postMessage("forget");
}

export function watch() {
  const here = document.body.dataset.person, last = localStorage.getItem(READER);
  if (document.querySelector("[data-door]")) {
    localStorage.removeItem(READER);
    forget();
  } else if (here && here !== last) {
    localStorage.setItem(READER, here);
    if (last) forget();
  }
}

// A page taken out of the browser's own memory (the Back key) may be another person's by now.
window.addEventListener("pageshow", (event) => {
  const here = document.body.dataset.person;
  if (event.persisted && here && here !== localStorage.getItem(READER)) location.reload();
});

export function say(words, kind = "warn") {
  const main = document.getElementById("main");
  if (!main) return null;
  const note = document.createElement("p");
  note.className = `note is-${kind}`;
  note.setAttribute("role", "status");
  note.textContent = words;
  main.prepend(note);
  return note;
}
