// Small behaviours, found by data attributes; nothing here decides anything about standards.

// A button is not changed under the finger that presses it: a judgement that arrives just then would lose the press.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.querySelector("button:active")) event.detail.shouldSwap = false;
});

// 采用: put a lawful alternative into the form and judge again.
document.addEventListener("click", (event) => {
  const take = event.target.closest("[data-take-field]");
  if (take) {
    const name = take.dataset.takeField;
    const fields = document.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    fields.forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = field.value === take.dataset.takeValue;
      } else {
        field.value = take.dataset.takeValue;
      }
    });
    if (fields.length) {
      fields[0].dispatchEvent(new Event("change", { bubbles: true }));
      fields[0].focus();
    }
  }
  const phrase = event.target.closest("[data-phrase]");
  if (phrase) {
    const target = document.querySelector(phrase.dataset.phraseInto);
    if (target) {
      target.value = phrase.dataset.phrase;
      target.focus();
    }
  }
  if (event.target.closest("[data-print]")) window.print();
  const all = event.target.closest("[data-choose-all]");
  if (all) {
    document.querySelectorAll("[data-choose]").forEach((box) => { box.checked = all.checked; });
    countChosen();
  }
});

function countChosen() {
  const chosen = document.querySelectorAll("[data-choose]:checked").length;
  const bar = document.querySelector("[data-chosen-bar]");
  if (bar) bar.hidden = chosen === 0;
  document.querySelectorAll("[data-chosen-count]").forEach((place) => {
    place.textContent = String(chosen);
  });
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose]")) countChosen();
});

// Ctrl K goes to the search box.
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const box = document.querySelector(".find-box input");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
});

// A form that is being sent is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// The chosen option of a group wears its colour (older browsers know no :has()).
document.addEventListener("change", (event) => {
  if (event.target.matches(".opt input[type=radio]")) {
    event.target.closest(".opts").querySelectorAll(".opt").forEach((option) => {
      option.classList.toggle("opt-on", option.querySelector("input").checked);
    });
  }
});

// Bars of a time axis: data-x and data-w in thousandths of the axis.
function placeBars() {
  document.querySelectorAll("[data-x]").forEach((bar) => {
    bar.style.left = `${bar.dataset.x / 10}%`;
    if (bar.dataset.w) bar.style.width = `${bar.dataset.w / 10}%`;
  });
}
placeBars();
document.addEventListener("htmx:afterSwap", placeBars);
