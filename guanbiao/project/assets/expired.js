// A session that ends while somebody types: the page says so at once, goes on after a sign-in in another
// window, and what was sent in vain comes back into its form.
import { READER, say, token } from "./kept.js";
import { fill, pathOf, UNSEEN } from "./waiting.js";

const SENT = "guanbiao-sent";
const me = document.body.dataset.person;
let bar = null;

// The token of the page is older than a later sign-in; the new one is taken only while it is the
// same person's, so that nothing is sent in the name of whoever signed in elsewhere meanwhile.
const still = () => Boolean(me) && localStorage.getItem(READER) === me;

document.addEventListener("submit", (event) => {
  const held = event.target.elements.namedItem("csrfmiddlewaretoken");
  if (held && still()) held.value = token();
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  const { headers, parameters } = event.detail;
  if (!still()) return;
  headers["X-CSRFToken"] = token();
  if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = token();
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401 || bar) return;
  bar = say("登录已过期，请在新窗口登录后继续；这一页上填的内容都还在。", "block");
  if (!bar) return;
  const door = document.createElement("a");
  door.className = "btn btn-s push";
  door.href = "/login/";
  door.target = "_blank";
  door.textContent = "登录";
  bar.classList.add("row", "note-stuck");
  bar.append(door);
});
window.addEventListener("storage", (event) => {
  if (!bar || event.key !== READER || event.newValue !== me) return;
  bar.className = "note is-pass";
  bar.textContent = "已重新登录，可以继续填写、提交。";
  bar = null;
});

// What a form holds is noted as it goes, and forgotten with the next page – unless that is the sign-in page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-queued]") || !me) return;
  const seen = new Set([...form.elements]
    .filter((control) => control.name && ![...UNSEEN, "file"].includes(control.type)).map((control) => control.name));
  const fields = [...new FormData(form)].filter(([name]) => seen.has(name));
  if (!fields.some(([, text]) => text)) return;
  const note = { person: me, page: location.pathname, action: pathOf(form.action), fields };
  sessionStorage.setItem(SENT, JSON.stringify(note));
});

function comeBack() {
  const note = JSON.parse(sessionStorage.getItem(SENT) || "null");
  if (!note) return;
  if (document.querySelector("[data-door], [data-again]")) {
    sessionStorage.setItem(SENT, JSON.stringify({ ...note, unsent: true }));
    return;
  }
  if (!me || (note.unsent && note.person === me && note.page !== location.pathname)) return;
  sessionStorage.removeItem(SENT);
  const form = [...document.forms].find((each) => each.method === "post" && pathOf(each.action) === note.action);
  if (!note.unsent || note.person !== me || !form) return;
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const left = fill(form, note.fields);
  if (left.length) document.addEventListener("htmx:afterSettle", () => fill(form, left), { once: true });
  say("刚才登录已过期，没有提交；您填的内容已填回，请核对后再提交（文件请重新选择）。");
}
comeBack();
