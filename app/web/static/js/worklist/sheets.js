// The filters and the help as sheets over the list; without scripts the filters are a page.
import { start } from "../forms.js";

export function startSheets() {
  const sheet = document.querySelector("[data-filter-sheet]");
  const keys = document.querySelector("[data-keys]");
  document.addEventListener("click", async (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const open = target?.closest("[data-open-filter]");
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    if (open && plain) {
      event.preventDefault();
      await window.htmx.ajax("GET", `${open.getAttribute("href").split("?")[0]}${location.search}`, { target: sheet, swap: "innerHTML" });
      start(sheet);
      if (!sheet.open) sheet.showModal();
    }
    const here = target?.closest("a[data-here]");
    if (here) here.search = location.search;
    if (target?.closest("[data-close-sheet]") || target === sheet || target === keys) target.closest("dialog").close();
    if (target?.closest("[data-open-keys]")) keys.showModal();
    if (target?.closest("[data-print-list]")) window.print();
  });
}
