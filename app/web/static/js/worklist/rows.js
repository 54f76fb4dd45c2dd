// The rows of the list: which one is chosen, and its case beside the list on a wide screen.
const wide = window.matchMedia("(min-width: 1200px)");

export const list = () => document.querySelector("[data-worklist]");
export const rows = () => [...document.querySelectorAll("[data-worklist] a.task")];
export const chosen = () => document.querySelector("[data-worklist] a.task.sel");
export const rowOf = (key) => document.querySelector(`[data-worklist] [data-row="${CSS.escape(key)}"]`);
export const keyOf = (link) => link?.closest("[data-row]")?.dataset.row;

export function choose(link, { focus = false } = {}) {
  if (!link) return;
  for (const other of rows()) {
    other.classList.toggle("sel", other === link);
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  if (focus) link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
  peek(link);
}

export function peek(link) {
  const pane = document.querySelector("[data-peek-pane]");
  if (!pane || !link?.dataset.peek || !wide.matches || pane.dataset.shown === link.dataset.peek) return;
  pane.dataset.shown = link.dataset.peek;
  window.htmx.ajax("GET", link.dataset.peek, { target: pane, swap: "innerHTML" }).catch(() => { delete pane.dataset.shown; });
}

export function startRows() {
  const work = document.querySelector("[data-work]");
  queueMicrotask(() => peek(chosen()));
  work.addEventListener("click", (event) => {
    const link = event.target.closest("a.task");
    const plain = event.detail && !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    if (!link || !link.dataset.peek || !wide.matches || !plain || link.classList.contains("sel")) return;
    event.preventDefault();
    choose(link, { focus: true });
  });
  wide.addEventListener("change", () => peek(chosen()));
}
