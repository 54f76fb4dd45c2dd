// The worklist: j and k move, Enter opens, a click on a wide screen shows the case beside it.
const list = document.querySelector("[data-worklist]");
const wide = window.matchMedia("(min-width: 1200px)");

if (list) {
  const peek = document.querySelector("[data-peek-pane]");
  const rows = () => [...list.querySelectorAll("a.task")];

  const show = (row) => window.htmx.ajax("GET", row.dataset.peek, { target: peek, swap: "innerHTML" });

  const choose = (row) => {
    if (!row || !peek) return;
    for (const other of rows()) {
      other.classList.toggle("sel", other === row);
      if (other === row) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    row.scrollIntoView({ block: "nearest" });
    if (wide.matches) show(row);
  };

  const first = list.querySelector("a.task.sel");
  if (first && peek && wide.matches) queueMicrotask(() => show(first));

  list.addEventListener("click", (event) => {
    const row = event.target.closest("a.task");
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    if (!row || !wide.matches || !plain || row.classList.contains("sel")) return;
    event.preventDefault();
    choose(row);
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    const all = rows();
    const here = all.findIndex((row) => row.classList.contains("sel"));
    if (event.key === "j") choose(all[Math.min(here + 1, all.length - 1)]);
    else if (event.key === "k") choose(all[Math.max(here - 1, 0)]);
    else if (event.key === "Enter" && here >= 0 && event.target === document.body) all[here].click();
  });
}
