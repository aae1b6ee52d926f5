// Fields that the browser draws in its own language, made to speak the page's: a chosen day, moment,
// month or time is read out in Chinese in its place, a file is chosen by a button in Chinese. The field itself
// stays what it is, with its calendar, its keys and its name for a screen reader; without script too.

const DATED = ["date", "datetime-local", "month", "time"].map((kind) => `input[type=${kind}]`).join();
const EMPTY = { date: "年 / 月 / 日", "datetime-local": "年 / 月 / 日　时 : 分", month: "年 / 月", time: "时 : 分" };

// 2026-06-03T08:30 → 2026年6月3日 08:30, as everywhere else on a page.
export function reading(type, value) {
  if (!value) return EMPTY[type];
  if (type === "time") return value.slice(0, 5);
  const [day, time] = value.split("T");
  const [year, month, date] = day.split("-").map(Number);
  const words = `${year}年${month}月${date ? `${date}日` : ""}`;
  return time ? `${words} ${time.slice(0, 5)}` : words;
}

function read(field) {
  // half typed: the browser gives no value yet, so its own drawing stays
  const half = !field.value && field.validity.badInput;
  field.parentElement.classList.toggle("dated-half", half);
  field.parentElement.dataset.reading = half ? "" : reading(field.type, field.value);
}

function dress(field) {
  const frame = document.createElement("span");
  frame.className = "dated";
  field.before(frame);
  frame.append(field);
  read(field);
}

function offer(field) {
  const frame = document.createElement("span");
  frame.className = "pick-file";
  const button = document.createElement("span");
  button.className = "btn btn-s";
  button.textContent = "选择文件";
  const chosen = document.createElement("span");
  chosen.className = "small mute";
  frame.append(button, chosen);
  field.before(frame);
  frame.prepend(field);
  field.classList.add("pick-file-in");
  name(field);
}

function name(field) {
  const files = [...field.files].map((file) => file.name);
  field.parentElement.lastElementChild.textContent = files.join("、") || "没有选文件";
}

function all() {
  document.querySelectorAll(DATED).forEach((field) => {
    if (!field.parentElement.matches(".dated")) dress(field);
  });
  document.querySelectorAll("input[type=file]").forEach((field) => {
    if (!field.parentElement.matches(".pick-file")) offer(field);
  });
}

["input", "change"].forEach((kind) => document.addEventListener(kind, (event) => {
  if (event.target.matches(DATED)) read(event.target);
  if (event.target.matches("input[type=file]")) name(event.target);
}));
document.addEventListener("reset", () => setTimeout(() => {
  document.querySelectorAll(DATED).forEach(read);
  document.querySelectorAll("input[type=file]").forEach(name);
}));
document.addEventListener("htmx:afterSettle", all);
window.addEventListener("pageshow", () => document.querySelectorAll(DATED).forEach(read));
all();

// What is folded on the screen and belongs on paper is open while it is printed.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details[data-paper]:not([open])").forEach((part) => {
    part.open = true;
    part.dataset.folded = "1";
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-folded]").forEach((part) => {
    part.open = false;
    delete part.dataset.folded;
  });
});
