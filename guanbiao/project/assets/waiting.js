// What waits on this device, shown to its owner: what she typed, why it is still here, and the way back into the form.
import { all, drop, owner, say } from "./kept.js";

export const UNSEEN = ["hidden", "password", "submit", "button", "reset", "image"];

function words(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll(".req, .auto, .hint, input, select, textarea").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function label(control) {
  const group = control.closest("[role=radiogroup], [role=group]");
  const named = group && document.getElementById(group.getAttribute("aria-labelledby"));
  if (named) return words(named);
  if (control.labels && control.labels.length) return words(control.labels[0]);
  return control.getAttribute("aria-label") || control.placeholder || control.name;
}

function value(control) {
  if (control.type === "file") return [...control.files].map((file) => file.name).join("、");
  if (control.matches("select")) return [...control.selectedOptions].map((option) => option.text).join("、");
  if (!["radio", "checkbox"].includes(control.type)) return control.value.replace("T", " ").trim();
  if (!control.checked) return "";
  return control.closest("[role=radiogroup], [role=group]") ? words(control.labels[0]) : "是";
}

// The fields as a person reads them: label and value, nothing hidden and nothing secret.
export function readable(form) {
  return [...form.elements]
    .filter((control) => control.name && !UNSEEN.includes(control.type) && control.matches("input, select, textarea"))
    .map((control) => [label(control), value(control)])
    .filter(([, typed]) => typed);
}

const mine = async () => (await all()).filter((item) => item.person === owner());

export async function show() {
  const items = await mine();
  document.querySelectorAll("[data-queue-count]").forEach((place) => {
    place.textContent = String(items.length);
    const badge = place.closest("[data-queue-badge]");
    badge.hidden = items.length === 0;
    badge.setAttribute("aria-label", `待补交，${items.length} 件`);
  });
  const list = document.querySelector("[data-queue]");
  if (!list) return;
  document.querySelector("[data-queue-now]").hidden = !items.some((item) => !item.conflict);
  missing();
  list.replaceChildren(...items.map((item) => line(item, items.some((each) => each.replaces === item.id))));
  document.querySelector("[data-queue-empty]").hidden = items.length > 0;
  document.querySelector("[data-queue-nobody]").hidden = Boolean(owner());
}

// This page answers for one that is not kept on the device: it says so, and which.
function missing() {
  const told = document.querySelector("[data-queue-missing]");
  told.hidden = location.pathname === told.dataset.queueMissing;
  told.querySelector("a").href = location.href;
}

// Why it still waits, as things are now.
function standing(item) {
  if (item.sending) return "正在补交……";
  if (!navigator.onLine) return "现在没有网络，连上后自动补交。";
  if (!item.why) return "等待补交。";
  const at = item.tried ? `${new Date(item.tried).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })} ` : "";
  return `${at}没有送到：${item.why}。稍后自动再试，也可以按“现在补交”。`;
}

function make(tag, look, text = "") {
  const made = document.createElement(tag);
  made.className = look;
  made.textContent = text;
  return made;
}

function line(item, mended) {
  const row = make("li", "kept"), head = make("div", "row wrap");
  const at = make("time", "", new Date(item.at).toLocaleString("zh-CN"));
  head.append(make("b", "", item.title), make("span", item.conflict ? "v is-block" : "v is-warn", item.conflict ? "未办成" : "等待补交"), at);
  row.append(head);
  if (mended) row.append(make("p", "soft", "已带回修改；新填的一份办成后，这一份自动移除。"));
  else row.append(make("p", item.conflict ? "" : "soft", item.conflict || standing(item)));
  const typed = make("dl", "kv small");
  (item.shown || []).forEach(([name, text]) => typed.append(make("dt", "", name), make("dd", "", text)));
  const ways = make("div", "row wrap");
  if (item.conflict && !mended) {
    const back = make("a", "btn btn-main", typed.children.length ? "带回表单修改" : "打开原页面");
    back.href = `${item.page}#kept=${item.id}`;
    ways.append(back);
  }
  ways.append(remover(item));
  row.append(typed, ways);
  return row;
}

// 删除 asks once: what was typed is nowhere else.
function remover(item) {
  const place = make("span", "row wrap"), ask = make("button", "btn", "删除");
  const sure = make("button", "btn btn-stop", "确定删除"), no = make("button", "btn", "不删除");
  [ask, sure, no].forEach((button) => { button.type = "button"; });
  ask.addEventListener("click", () => {
    place.replaceChildren(make("span", "soft", "删除后不能找回："), sure, no);
    sure.focus();
  });
  no.addEventListener("click", () => { place.replaceChildren(ask); ask.focus(); });
  sure.addEventListener("click", async () => { await drop(item.id); show(); });
  place.append(ask);
  return place;
}

// The address of a kept entry (#kept=…) opens its form with what was typed.
export async function bringBack() {
  const id = new URLSearchParams(location.hash.slice(1)).get("kept");
  const item = id && (await mine()).find((each) => each.id === id);
  if (!item) return;
  const form = [...document.querySelectorAll("form[data-queued]")].find((each) => pathOf(each.action) === (item.action || pathOf(item.url)));
  if (!form) {
    say("这张表单现在不能填：事项可能已经办理，或不再由您办理。您填的内容仍在“待补交”里，可以查看或删除。", "block");
    return;
  }
  form.dataset.replaces = id;
  say(`已带回您填的内容。上次未办成：${item.conflict || "没有送到。"}请修改后重新提交。`);
  const left = fill(form, item.fields);
  // Reasons are asked for by the check, which answers after the first fields are in.
  if (left.length) document.addEventListener("htmx:afterSettle", () => fill(form, left), { once: true });
}

export const pathOf = (address) => new URL(address, location.href).pathname;

// Whatever the form holds is filled; what it has no field for (yet) comes back.
export function fill(form, fields) {
  const kept = new Map(), names = new Set(fields.map(([name]) => name));
  fields.forEach(([name, text]) => kept.set(name, [...(kept.get(name) || []), text]));
  [...form.elements].filter((control) => control.name && !UNSEEN.includes(control.type)).forEach((control) => {
    put(control, kept.get(control.name));
    names.delete(control.name);
  });
  return fields.filter(([name]) => names.has(name) && !form.elements.namedItem(name));
}

function put(control, values) {
  if (["radio", "checkbox"].includes(control.type)) control.checked = Boolean(values) && values.includes(control.value);
  else if (!values) return;
  else if (control.type === "select-multiple") [...control.options].forEach((option) => { option.selected = values.includes(option.value); });
  else if (control.type === "file") files(control, values);
  else if (values.length) control.value = values.shift();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  if (control.type === "radio") control.dispatchEvent(new Event("change", { bubbles: true }));
}

function files(control, values) {
  const carried = new DataTransfer();
  values.filter((each) => each instanceof File && each.size).forEach((file) => carried.items.add(file));
  control.files = carried.files;
}
