// Tables are whole on the page; here they are sorted by their headings and shown page by page.
export function startTables(root) {
  for (const table of root.querySelectorAll("table[data-table]")) if (!table.dataset.ready) prepare(table);
}

function prepare(table) {
  table.dataset.ready = "true";
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 2) return;
  const state = { table, rows, page: 0, size: Number(table.dataset.pageRows) || rows.length };
  for (const heading of table.tHead.rows[0].cells) addSorting(state, heading);
  if (state.size < rows.length) addPages(state);
  show(state);
}

function addSorting(state, heading) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "sd-sort", textContent: heading.textContent });
  heading.replaceChildren(button);
  button.addEventListener("click", () => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const text = (row) => row.cells[heading.cellIndex].textContent.trim();
    state.rows.sort((one, two) => (down ? -1 : 1) * text(one).localeCompare(text(two), document.documentElement.lang, { numeric: true }));
    state.page = 0;
    show(state);
  });
}

function addPages(state) {
  const { table } = state;
  const bar = Object.assign(document.createElement("div"), { className: "sd-pages" });
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const step = (label, by) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: label });
    button.addEventListener("click", () => { state.page += by; show(state); });
    return button;
  };
  Object.assign(state, { said, back: step(table.dataset.back, -1), on: step(table.dataset.on, 1) });
  bar.append(state.back, said, state.on);
  table.parentElement.after(bar);
}

function show({ table, rows, page, size, said, back, on }) {
  const first = page * size;
  table.tBodies[0].replaceChildren(...rows);
  rows.forEach((row, at) => { row.hidden = at < first || at >= first + size; });
  if (!said) return;
  const last = Math.min(first + size, rows.length);
  said.textContent = table.dataset.pages.replace("{a}", first + 1).replace("{b}", last).replace("{n}", rows.length);
  back.disabled = first === 0;
  on.disabled = last === rows.length;
}
