// Work where the signal is weak or none: a form marked data-queued is sent by script with a number of its own,
// kept on the device until the server has answered, and sent again until it has. The server does each number once.
import { all, change, drop, forget, keep, owner, say, token, watch } from "./kept.js";
import { bringBack, pathOf, readable, show } from "./waiting.js";

const PATIENCE = 12_000, SLOW = 3_000, FIRST = 15_000, LONGEST = 120_000;
const IN_HAND = 30_000; // younger than this, the page that sends it still waits for the answer
const DAY = 86_400_000, OLDEST = 25 * DAY; // the server remembers a number for 30 days

// One page at a time sends an entry. The browser lets go of it with the page, however that went; where it cannot
// (plain http), the age of the last try says so. Sent twice all the same, the server does it once.
function alone(id, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(`guanbiao-${id}`, { ifAvailable: true }, (held) => (held ? work() : null));
}

const inHand = (item) => !navigator.locks && Date.now() - (item.sending || 0) < IN_HAND;

const wait = (words) => ({ waits: words });

// Random numbers of browsers on plain http and of old ones, which have no crypto.randomUUID.
function number() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function body(fields) {
  if (!fields.some(([, value]) => value instanceof File)) return new URLSearchParams(fields);
  const form = new FormData();
  fields.forEach(([name, value]) => form.append(name, value));
  return form;
}

async function post(item) {
  const impatience = new AbortController();
  const clock = setTimeout(() => impatience.abort(), PATIENCE);
  const headers = { "X-Once": item.id, "X-Person": item.person, "X-CSRFToken": token() };
  try {
    const answer = await fetch(item.url, {
      method: "POST", body: body(item.fields), headers, redirect: "manual", signal: impatience.signal,
    });
    return [answer, await answer.text()];
  } catch {
    return [null, ""];
  } finally {
    clearTimeout(clock);
  }
}

// done, or refused with words (and mostly a page), or it waits and the words say for what.
async function send(item) {
  const [answer, text] = await post(item);
  if (!answer) return { ...wait("没有网络或信号太弱"), unheard: true };
  if (answer.type === "opaqueredirect") return { ...wait("登录已过期，重新登录后自动补交"), unheard: true };
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  const told = json ? parsed(text) : {};
  // Without its number it is no answer about this form: a gateway, a portal, somebody else signed in.
  if (answer.headers.get("X-Once") !== item.id) return wait(told.words || `服务器暂时没有受理（${answer.status}）`);
  if (json) return { ...told, done: Boolean(told.done), status: answer.status };
  const page = new DOMParser().parseFromString(text, "text/html");
  return { done: answer.ok, status: answer.status, page, words: reasons(page) };
}

const text = (part) => part.textContent.replace(/\s+/g, " ").trim();

// A clause in a line: its number, its words, limit and actual value apart from each other.
function spoken(find) {
  const values = [...find.querySelectorAll(".lim > span")].map(text).join("，");
  return [...find.querySelectorAll(".cl, .words")].map(text).concat(values || []).join(" ");
}

// Warned clauses that still want a reason: a finding with an empty field for it.
const asking = (page) => [...page.querySelectorAll(".find")]
  .filter((find) => find.querySelector("[name^='reason:']:not([value]), [name^='reason:'][value='']"));

// Why, in a line: the clauses that stop it, those that want a reason, and what is wrong with the form; else what
// the page says first.
function reasons(page) {
  const stops = [...page.querySelectorAll(".find[role=alert]")].map(spoken);
  const wanted = asking(page).map((find) => `${spoken(find).replace(/[。；]$/, "")}，请写明原因`);
  const alert = page.querySelector(".note[role=alert]");
  const head = alert && alert.querySelector("b") ? text(alert.querySelector("b")) : "";
  const said = alert && !wanted.length ? text(alert).replace(head, "").replace(/请处理下面 \d+ 项。/, "").trim() : "";
  const why = [said, ...stops, ...wanted, ...[...page.querySelectorAll(".field-error")].map(text)].filter(Boolean);
  const first = page.querySelector("#main p");
  return (why.join("；") || (first ? text(first) : "")).replace(/([^。！？；])$/, "$1。");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// Done: it goes, and with it what it was filled in anew for.
async function settle(item) {
  const kept = new Map((await all()).map((each) => [each.id, each]));
  for (let id = item.id; id;) {
    await drop(id);
    id = (kept.get(id) || {}).replaces;
  }
}

let running = false, asked = false, pause = FIRST, clock = 0;

const waits = (item) => item.person === owner() && !item.conflict;

// Asked while it runs, it runs once more: the signal may have come back meanwhile.
export async function replay() {
  asked = running;
  if (running || !owner()) return;
  running = true;
  clearTimeout(clock);
  try {
    for (const item of (await all()).filter(waits)) {
      if (inHand(item)) continue;
      if (Date.now() - item.at > OLDEST) {
        await change(item.id, { conflict: "在本机存了很久，没有自动补交。请核对是否已经办过，再带回表单提交或删除。" });
      } else if (await alone(item.id, () => again(item))) break;
    }
  } finally {
    running = false;
    await show();
    if (asked) soon();
    else await later();
  }
}

// True where nothing else would get through either.
async function again(item) {
  if (!(await all()).some((each) => each.id === item.id)) return false; // another page was first
  await change(item.id, { sending: Date.now(), why: "" });
  await show();
  const told = await send(item);
  if (told.waits) {
    await change(item.id, { sending: 0, why: told.waits, tried: Date.now() });
    return told.unheard;
  }
  pause = FIRST;
  document.querySelectorAll(`[data-kept="${item.id}"]`).forEach((note) => note.remove()); // said before, no longer so
  if (told.done) {
    await settle(item);
    say(`${item.title}：${told.again ? told.words : "已补交。"}`, "pass");
  } else {
    await change(item.id, { conflict: told.words || "没有办成，请打开页面核对。" });
    say(`${item.title}没有办成：${told.words || ""}请到“待补交”里修改。`, "block");
  }
  return false;
}

// As long as something of hers waits it is tried again, after pauses that grow.
async function later() {
  clearTimeout(clock);
  if (!(await all()).some(waits)) { pause = FIRST; return; }
  clock = setTimeout(replay, pause);
  pause = Math.min(pause * 2, LONGEST);
}

function soon() {
  pause = FIRST;
  replay();
}

function written(form, submitter) {
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken"
    && (typeof value === "string" || value.size));
  if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
  return {
    id: number(), person: owner(), url: (submitter && submitter.hasAttribute("formaction") ? submitter.formAction : form.action).split("#")[0],
    action: pathOf(form.action), page: location.pathname + location.search, title: form.dataset.queued.trim(),
    fields, shown: readable(form), at: Date.now(), sending: Date.now(), replaces: form.dataset.replaces || "",
  };
}

// Pressed again while the same still waits: sent again under the same number, not kept twice.
async function numbered(item) {
  const same = (each) => waits(each) && each.url === item.url && JSON.stringify(each.fields) === JSON.stringify(item.fields);
  const twin = (await all()).find(same);
  return twin ? { ...item, id: twin.id, at: twin.at, replaces: item.replaces || twin.replaces } : item;
}

// Where a device keeps nothing (private window, full), the form itself stays as it is.
async function secured(item) {
  try {
    const whole = await numbered(item);
    await keep(whole);
    return [whole, true];
  } catch {
    return [item, false];
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-queued]") || event.defaultPrevented || !owner()) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  document.querySelectorAll("#main > .note[role]").forEach((told) => told.remove());
  const [item, safe] = await secured(written(form, event.submitter));
  const slow = setTimeout(() => { form.slowly = say("信号弱，正在送出，请稍候……"); }, SLOW);
  const told = await alone(item.id, () => send(item)) || wait("正在补交");
  clearTimeout(slow);
  if (form.slowly) form.slowly.remove();
  delete form.dataset.sending;
  delete form.dataset.sent;
  if (told.waits) await stored(form, item, safe, told);
  else if (told.done) await followed(item, safe, told);
  else await refused(item, safe, told);
});

async function stored(form, item, safe, told) {
  if (!safe) {
    say(`${told.waits}：没有送出，这台设备也存不下。请不要关闭页面，稍后再提交。`, "block");
    return;
  }
  await change(item.id, { sending: 0, why: told.waits, tried: Date.now() });
  delete form.dataset.replaces;
  form.reset();
  const note = say(`${told.waits}：“${item.title}”已存在本机，会自动补交，不用再填。`);
  note.dataset.kept = item.id;
  note.scrollIntoView({ block: "center" });
  await show();
  await later();
}

async function followed(item, safe, told) {
  if (safe) await settle(item);
  if (told.page) {
    exhibit(item, told.page);
    return;
  }
  const there = new URL(told.location || item.page, location.origin);
  const here = location.href.split("#")[0];
  location.assign(there);
  if (there.hash && there.href.split("#")[0] === here) location.reload();
}

// A form that came back holds what was typed; any other refusal does not, so it stays kept.
async function refused(item, safe, told) {
  const back = told.status === 422 && told.page;
  if (safe && back) await drop(item.id);
  else if (safe) await change(item.id, { sending: 0, conflict: told.words || "没有办成，请打开页面核对。" });
  if (told.page) exhibit(item, told.page);
  if (!back) say(`没有办成：${told.words || ""}${safe ? "您填的内容在“待补交”里，可以带回修改。" : ""}`, "block");
  await show();
}

// The page the server answered, in the place of this one: as the browser does with a form sent without script.
function exhibit(item, page) {
  const fresh = document.adoptNode(page.getElementById("main"));
  document.getElementById("main").replaceWith(fresh);
  document.title = page.title;
  if (pathOf(item.url) !== location.pathname) history.replaceState(null, "", item.url);
  fresh.querySelectorAll("form[data-queued]").forEach((form) => {
    if (item.replaces && pathOf(form.action) === item.action) form.dataset.replaces = item.replaces;
  });
  window.htmx.process(fresh);
  ["htmx:afterSwap", "htmx:afterSettle"].forEach((kind) => fresh.dispatchEvent(new CustomEvent(kind, { bubbles: true })));
  window.scrollTo(0, 0);
  const alert = fresh.querySelector("[role=alert]");
  if (alert) { alert.tabIndex = -1; alert.focus({ preventScroll: true }); }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-forget]")) forget();
});
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js");
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-queue-now]")) soon();
});
window.addEventListener("online", soon);
window.addEventListener("offline", show);
document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
watch();
show();
bringBack();
replay();
