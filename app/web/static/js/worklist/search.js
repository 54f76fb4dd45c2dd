// Results while one types: the list is drawn anew, the address follows, the field keeps its cursor.
import { showPicked } from "./picking.js";
import { chosen, peek } from "./rows.js";

const WAIT_MS = 300;
let waiting = 0;

export async function draw(address) {
  await window.htmx.ajax("GET", address, { target: "#work", swap: "innerHTML" });
  showPicked();
  peek(chosen());
}

export function startSearch() {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  let shown = new FormData(form).get("q");
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const sent = new URLSearchParams(new FormData(form));
      if (sent.get("q").trim() === shown.trim()) return;
      shown = sent.get("q");
      if (!shown.trim()) sent.delete("q");
      const address = `${form.getAttribute("action")}?${sent}`;
      await draw(address);
      if (new FormData(form).get("q") === shown) history.replaceState(null, "", address);
    }, WAIT_MS);
  });
}
