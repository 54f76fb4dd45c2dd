// A long select becomes a field one can type into; the select stays and holds the value.
const SHOWN = 30;
let count = 0;

export function startCombos(root) {
  for (const box of root.querySelectorAll("[data-combo]")) if (!box.querySelector("[role=combobox]")) build(box);
}

function build(box) {
  const select = box.querySelector("select");
  const list = Object.assign(document.createElement("ul"), { id: `combo-${++count}`, hidden: true });
  const input = document.createElement("input");
  list.setAttribute("role", "listbox");
  input.className = `form-control${select.classList.contains("is-invalid") ? " is-invalid" : ""}`;
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"],
    ["aria-autocomplete", "list"], ["autocomplete", "off"], ["type", "text"]]) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  input.value = select.value ? select.selectedOptions[0].textContent.trim() : "";
  input.id = select.id;
  select.id = `${select.id}-value`;
  select.hidden = true;
  select.tabIndex = -1;
  box.classList.add("sd-combo");
  box.append(input, list);
  listen(box, { select, input, list });
}

function listen(box, parts) {
  const { input, list, select } = parts;
  let asked = 0;
  const search = async () => {
    const mine = ++asked;
    const found = await choices(box, select, input.value.trim());
    if (mine === asked && document.activeElement === input) offer(box, parts, found);
  };
  input.addEventListener("input", search);
  input.addEventListener("focus", () => { input.select(); search(); });
  input.addEventListener("blur", () => settle(parts));
  input.addEventListener("keydown", (event) => keys(event, parts));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(parts, option);
  });
}

async function choices(box, select, words) {
  if (box.dataset.url) {
    const address = new URL(box.dataset.url, location.href);
    address.searchParams.set("q", words);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) return answer.json();
  }
  const wanted = words.toLowerCase();
  return [...select.options].filter((option) => option.value && option.text.toLowerCase().includes(wanted))
    .map((option) => ({ value: option.value, label: option.text }));
}

function offer(box, { input, list }, found) {
  const items = found.slice(0, SHOWN).map(({ value, label, hint }, at) => {
    const item = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, textContent: label });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.value = value;
    item.dataset.label = label;
    if (hint) item.append(Object.assign(document.createElement("small"), { textContent: hint }));
    return item;
  });
  const none = Object.assign(document.createElement("li"), { className: "sd-none", textContent: box.dataset.empty });
  list.replaceChildren(...(items.length ? items : [none]));
  open(input, list, true);
}

function keys(event, parts) {
  const { input, list } = parts;
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") open(input, list, false);
  if (event.key === "Enter" && !list.hidden && options.length) {
    event.preventDefault();
    choose(parts, options[Math.max(at, 0)]);
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const next = options.at((at + (event.key === "ArrowDown" ? 1 : -1)) % options.length);
  options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
  if (next) input.setAttribute("aria-activedescendant", next.id);
  next?.scrollIntoView({ block: "nearest" });
}

function choose({ select, input, list }, option) {
  const { value, label } = option.dataset;
  if (![...select.options].some((known) => known.value === value)) select.add(new Option(label, value));
  select.value = value;
  input.value = label;
  open(input, list, false);
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function settle({ select, input, list }) {
  open(input, list, false);
  if (!input.value.trim() && select.value) {
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.value = select.value ? select.selectedOptions[0].textContent.trim() : "";
}

function open(input, list, shown) {
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) input.removeAttribute("aria-activedescendant");
}
