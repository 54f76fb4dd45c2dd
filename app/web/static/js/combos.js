// A field one can search by characters, pinyin and initials (ARIA 1.2 combobox). A select stays
// behind it and holds the value; a free text field is only helped along.
const SHOWN = 20;
const PAUSE_MS = 120;
let count = 0;

export function startCombos(root) {
  for (const box of root.querySelectorAll("[data-combo]")) if (!box.querySelector("[role=combobox]")) build(box);
  for (const box of root.querySelectorAll("[data-filter]")) if (!box.querySelector("[type=search]")) addFilter(box);
}

function build(box) {
  const select = box.querySelector("select");
  const input = select ? searching(select) : box.querySelector("input");
  const list = Object.assign(document.createElement("ul"), { id: `combo-${++count}`, hidden: true });
  const note = Object.assign(document.createElement("p"), { className: "sd-none", hidden: true });
  const popup = Object.assign(document.createElement("div"), { className: "sd-popup", hidden: true });
  popup.append(list, note);
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", nameOf(input));
  said.setAttribute("role", "status");
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"],
    ["aria-autocomplete", "list"], ["autocomplete", "off"]]) input.setAttribute(name, value);
  box.classList.add("sd-combo");
  box.append(...(select ? [input] : []), popup, said);
  listen(box, { box, select, input, list, note, popup, said });
}

function searching(select) {
  const input = document.createElement("input");
  input.type = "text";
  input.className = `form-control${select.classList.contains("is-invalid") ? " is-invalid" : ""}`;
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  input.value = chosenText(select);
  input.placeholder = select.options[0]?.value === "" ? select.options[0].text : "";
  input.disabled = select.disabled;
  input.id = select.id;
  select.id = `${select.id}-value`;
  select.hidden = true;
  select.tabIndex = -1;
  return input;
}

function nameOf(input) {
  return document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim() ?? "";
}

function listen(box, parts) {
  const { input, list, popup } = parts;
  let asked = 0;
  let isEntered = false; // Enter came before the matches: the first of them is meant
  const search = async (words, pause = 0) => {
    const mine = ++asked;
    isEntered = false;
    list.setAttribute("aria-busy", "true");
    if (pause) await new Promise((over) => { setTimeout(over, pause); });
    const found = mine === asked && await matching(parts, words);
    if (mine !== asked) return;
    list.removeAttribute("aria-busy");
    if (isEntered || document.activeElement === input) offer(parts, found);
    if (isEntered && list.firstElementChild) choose(parts, list.firstElementChild);
    isEntered = false;
  };
  input.addEventListener("input", () => { if (parts.select || input.value !== parts.chosen) search(input.value.trim(), PAUSE_MS); });
  input.addEventListener("click", () => { if (popup.hidden) search(parts.select ? "" : input.value.trim()); });
  input.addEventListener("focus", () => { if (parts.select) input.select(); });
  input.addEventListener("blur", () => {
    if (!isEntered) { asked += 1; list.removeAttribute("aria-busy"); }
    settle(parts);
  });
  input.addEventListener("keydown", (event) => {
    const isOpenQuestion = parts.select && list.hasAttribute("aria-busy") && input.value.trim() && input.value !== chosenText(parts.select);
    if (event.key === "Enter" && isOpenQuestion && !list.querySelector("[aria-selected=true]")) { event.preventDefault(); isEntered = true; return; }
    if (list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); search(input.value === chosenText(parts.select) ? "" : input.value.trim()); return; }
    keys(event, parts);
  });
  popup.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(parts, option);
  });
}

async function matching({ box, select }, words) {
  if (box.dataset.url && words) {
    const address = new URL(box.dataset.url, location.href);
    address.searchParams.set("q", words);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) return answer.json();
  }
  if (!select) return { items: [], more: 0 };
  const wanted = words.toLowerCase().replace(/\s+/g, "");
  const found = [...select.options].filter((option) => option.value && answers(option, wanted));
  const items = found.slice(0, SHOWN).map((option) => ({ value: option.value, label: option.text.trim() }));
  return { items, more: found.length - items.length };
}

function answers(element, wanted) {
  const keys = element.dataset.keys?.split(" ") ?? [];
  const text = element.textContent.toLowerCase().replace(/\s+/g, "");
  return text.includes(wanted) || element.value === wanted || keys.some((key) => key.startsWith(wanted) || (wanted.length > 2 && key.includes(wanted)))
    || (wanted.length > 1 && [text, keys[1] ?? ""].some((name) => runsThrough(wanted, name)));
}

// The letters stand in the name in this order, the first at its head: cgj finds 城管执法局.
function runsThrough(wanted, name) {
  let at = 0;
  for (const letter of name) if (letter === wanted[at]) at += 1;
  return name[0] === wanted[0] && at === wanted.length;
}

function offer(parts, { items, more }) {
  const { box, input, list, note, said } = parts;
  const marked = list.querySelector("[aria-selected=true]")?.dataset.value;
  const options = items.map(({ value, label, hint, position }, at) => {
    const item = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, textContent: label });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    Object.assign(item.dataset, { value, label, ...(position ? { position } : {}) });
    if (hint) item.append(Object.assign(document.createElement("small"), { textContent: hint }));
    return item;
  });
  note.textContent = more > 0 ? box.dataset.more.replace("{n}", String(more)) : items.length || !parts.select ? "" : box.dataset.empty;
  list.replaceChildren(...options);
  said.textContent = items.length ? box.dataset.found.replace("{n}", String(items.length + Math.max(more, 0))) : box.dataset.empty;
  open(parts, items.length > 0 || note.textContent !== "");
  input.removeAttribute("aria-activedescendant");
  mark(input, options, options.find((option) => option.dataset.value === marked));
}

function mark(input, options, wanted) {
  if (!wanted) return;
  options.forEach((option) => option.setAttribute("aria-selected", String(option === wanted)));
  input.setAttribute("aria-activedescendant", wanted.id);
  wanted.scrollIntoView({ block: "nearest" });
}

function keys(event, parts) {
  const { input, list, popup } = parts;
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape" && !popup.hidden) { event.preventDefault(); event.stopPropagation(); open(parts, false); return; }
  if (event.key === "Enter" && !list.hidden && options.length && (at >= 0 || parts.select)) {
    event.preventDefault();
    choose(parts, options[Math.max(at, 0)]);
    return;
  }
  const move = { ArrowDown: at + 1, ArrowUp: at < 0 ? options.length - 1 : at - 1, ...(list.hidden ? {} : { PageDown: Math.min(at + 5, options.length - 1), PageUp: Math.max(at - 5, 0) }) }[event.key];
  if (move === undefined || !options.length) return;
  event.preventDefault();
  mark(input, options, options[(move + options.length) % options.length]);
}

function choose(parts, option) {
  const { select, input } = parts;
  const { value, label, position } = option.dataset;
  if (select) {
    if (![...select.options].some((known) => known.value === value)) select.add(new Option(label, value));
    select.value = value;
  }
  input.value = select ? label : value;
  parts.chosen = input.value;
  open(parts, false);
  tell(select ?? input);
  if (position) fillPosition(input.form, position);
}

// A grid's centre stands for the position until a better one is known.
function fillPosition(form, position) {
  const field = form?.querySelector("[data-position] input");
  if (field && !field.value) { field.value = position; tell(field); }
}

function settle(parts) {
  const { select, input } = parts;
  open(parts, false);
  if (!select) return;
  if (!input.value.trim() && select.value) {
    select.value = "";
    tell(select);
  }
  input.value = chosenText(select);
}

function tell(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function chosenText(select) { return select?.value ? select.selectedOptions[0].textContent.trim() : ""; }

function open({ input, list, note, popup }, shown) {
  popup.hidden = !shown;
  list.hidden = !shown || !list.children.length;
  note.hidden = !shown || !note.textContent;
  input.setAttribute("aria-expanded", String(!list.hidden));
  if (!shown) input.removeAttribute("aria-activedescendant");
}

// A long row of ticks gets a field that narrows it; what is ticked always stays in sight.
function addFilter(box) {
  const field = Object.assign(document.createElement("input"), { type: "search", className: "form-control sd-filter", placeholder: box.dataset.filter });
  field.setAttribute("aria-label", box.dataset.filter);
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = field.value.trim().toLowerCase();
    for (const choice of box.querySelectorAll(".sd-choice")) {
      choice.hidden = Boolean(wanted) && !answers(choice, wanted) && !choice.querySelector(":checked");
    }
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  box.prepend(field);
}
