// Work without a network: a form marked data-queued is kept on the device and sent when it can be.
// Each carries a number of its own, so that the server does it once however often it is sent.
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
    deal.oncomplete = () => resolve(asked && asked.result);
    deal.onerror = () => reject(deal.error);
  });
}
const all = () => store("readonly", (queue) => queue.getAll());
const keep = (item) => store("readwrite", (queue) => queue.put(item));
const drop = (id) => store("readwrite", (queue) => queue.delete(id));
const owner = () => document.body.dataset.person || "";

function say(words, kind = "warn") {
  const main = document.getElementById("main");
  if (!main) return;
  const note = document.createElement("p");
  note.className = `note is-${kind}`;
  note.setAttribute("role", "status");
  note.textContent = words;
  main.prepend(note);
}

// A fresh token: the one on the page may be older than the sign-in.
async function token() {
  const held = document.body.getAttribute("hx-headers");
  return held ? JSON.parse(held)["X-CSRFToken"] : "";
}

async function send(item) {
  const body = new URLSearchParams(item.fields);
  const headers = { "X-Once": item.id, "X-CSRFToken": await token() };
  const answer = await fetch(item.url, { method: "POST", body, headers, redirect: "follow" });
  if (answer.status >= 500 || answer.status === 403 || answer.redirected) {
    // The server is ill, or nobody is signed in here: it waits on.
    return { waits: true };
  }
  const kind = answer.headers.get("Content-Type") || "";
  if (kind.includes("json")) return { ...(await answer.json()), status: answer.status };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = page.querySelector("[role=alert]");
  return { done: answer.ok, status: answer.status, words: told ? told.textContent.trim() : "没有办成，请打开页面核对。" };
}

let running = false;
export async function replay() {
  if (running || !navigator.onLine || !owner()) return;
  running = true;
  try {
    for (const item of await all()) {
      if (item.person !== owner() || item.conflict) continue;
      const told = await send(item);
      if (told.waits) break;
      if (told.done) {
        await drop(item.id);
        say(`${item.title}：${told.again ? told.words : "已补交。"}`, "pass");
      } else {
        await keep({ ...item, conflict: told.words || "没有办成。" });
        say(`${item.title}没有办成：${told.words || ""}`, "block");
      }
    }
  } catch {
    // The network went again; the next time goes on here.
  } finally {
    running = false;
    show();
  }
}

async function show() {
  const list = document.querySelector("[data-queue]");
  const mine = (await all()).filter((item) => item.person === owner() || !owner());
  document.querySelectorAll("[data-queue-count]").forEach((place) => {
    place.textContent = String(mine.length);
    place.closest("[data-queue-badge]").hidden = mine.length === 0;
  });
  if (!list) return;
  list.replaceChildren(...mine.map(line));
  document.querySelector("[data-queue-empty]").hidden = mine.length > 0;
}

function line(item) {
  const row = document.createElement("li");
  const title = document.createElement("a");
  title.href = item.page;
  title.textContent = item.title;
  const words = document.createElement("span");
  words.textContent = item.conflict ? `未办成：${item.conflict}` : "等待网络";
  const at = document.createElement("time");
  at.textContent = new Date(item.at).toLocaleString("zh-CN");
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn btn-s";
  remove.textContent = "删除";
  remove.addEventListener("click", async () => { await drop(item.id); show(); });
  row.append(title, words, at, remove);
  return row;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-queued]") || event.defaultPrevented) return;
  if (navigator.onLine) return;
  event.preventDefault();
  const submitter = event.submitter;
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
  await keep({
    id: crypto.randomUUID(), person: owner(), url: (submitter && submitter.getAttribute("formaction")) || form.action,
    page: location.pathname, title: form.dataset.queued.trim(), fields, at: Date.now(),
  });
  delete form.dataset.sent;
  form.reset();
  say(`没有网络：“${form.dataset.queued.trim()}”已存在本机，联网后自动补交。`);
  show();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-forget]") && navigator.serviceWorker && navigator.serviceWorker.controller) {
    navigator.serviceWorker.controller.postMessage("forget");
  }
});
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js");
window.addEventListener("online", replay);
replay();
show();
