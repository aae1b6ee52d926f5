// Help for those who draft: sheets that take a paste, rules that take a proposal.

// Put a proposal in place of the characters it stands for, and ask again.
document.addEventListener("click", (event) => {
  const take = event.target.closest("[data-insert]");
  if (!take) return;
  const form = take.closest("form");
  const field = form && form.querySelector(`[name="${CSS.escape(take.dataset.into)}"]`);
  if (!field) return;
  const start = Number(take.dataset.start);
  const end = Number(take.dataset.end);
  field.value = field.value.slice(0, start) + take.dataset.insert + field.value.slice(end);
  field.focus();
  const at = start + take.dataset.insert.length;
  field.setSelectionRange(at, at);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

function cells(row) {
  return [...row.querySelectorAll("td input:not([type=hidden]), td select")];
}

// A further row like the last one, empty and belonging to no stored case.
function grow(table) {
  const last = table.tBodies[0].lastElementChild;
  const fresh = last.cloneNode(true);
  fresh.querySelectorAll("input").forEach((field) => {
    if (!/(^clause|:on)$/.test(field.name)) field.value = "";
  });
  last.after(fresh);
  return fresh;
}

// What is pasted from a spreadsheet spreads over the sheet from the cell it is put in.
document.addEventListener("paste", (event) => {
  const table = event.target.closest("[data-grid]");
  const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  if (!table || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  let row = event.target.closest("tr");
  const first = cells(row).indexOf(event.target);
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, n) => {
    if (n) row = row.nextElementSibling || grow(table);
    const fields = cells(row);
    line.split("\t").forEach((value, i) => {
      const field = fields[first + i];
      if (!field) return;
      if (field.tagName === "SELECT") {
        const found = [...field.options].find((one) => one.text === value.trim());
        if (found) field.value = found.value;
      } else {
        field.value = value.trim();
      }
    });
  });
  table.dispatchEvent(new CustomEvent("grid:changed", { bubbles: true }));
});

// Enter and the arrows walk through the sheet; the last row grows another one.
document.addEventListener("keydown", (event) => {
  const table = event.target.closest("[data-grid]");
  if (!table || !["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) return;
  if (event.target.tagName === "SELECT") return;
  const row = event.target.closest("tbody tr");
  if (!row) return;
  event.preventDefault();
  const up = event.key === "ArrowUp";
  const next = up ? row.previousElementSibling : row.nextElementSibling || grow(table);
  if (next) {
    const field = cells(next)[cells(row).indexOf(event.target)];
    if (field) field.focus();
  }
});
