// Keeps a display up to date: a minute later it asks for what comes next and puts it in its place,
// also what says that the address is over. Without an answer the last page stays, and says so.
const MINUTE = 60_000;
const ours = document.querySelector("script[type=module]").getAttribute("src");

function lost(main) {
  main.querySelector("[data-lost]").hidden = false;
  main.querySelector("[data-fine]").hidden = true;
}

async function turn() {
  const main = document.getElementById("main");
  try {
    const answer = await fetch(main.dataset.display || location.pathname, { credentials: "omit", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("main[data-display]");
    if (!next) throw new Error("not a page of ours");
    // The platform was renewed meanwhile: the page comes whole, with its new styles.
    if (page.querySelector("script[type=module]").getAttribute("src") !== ours) location.reload();
    main.replaceWith(document.adoptNode(next));
  } catch {
    lost(main);
  }
}

setInterval(turn, MINUTE);
