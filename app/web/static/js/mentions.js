// After an @ the names of those who see the case are offered, while one types on in the text.
const MARK = /(?:^|[^A-Za-z0-9._-])@([\p{L}\p{N}_.-]{0,30})$/u;
const CHOICE = "[role=option]:not([aria-disabled])";
let count = 0;

function start(root) {
  for (const box of root.querySelectorAll("[data-mentions]")) if (!box.querySelector("[role=listbox]")) build(box);
}

function build(box) {
  const text = box.querySelector("textarea");
  const list = Object.assign(document.createElement("ul"), { id: `mentions-${++count}`, hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.list);
  told.setAttribute("role", "status");
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-haspopup", "listbox");
  box.append(list, told);
  listen(box, { box, text, list, told });
}

function listen(box, parts) {
  const { text, list } = parts;
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const letters = typed(text);
    if (letters === null) return close(parts);
    const found = await people(box.dataset.mentions, letters);
    if (mine !== asked || typed(text) !== letters) return;
    parts.letters = letters;
    offer(parts, found);
    if (parts.isEntered && !list.hidden) choose(parts, list.querySelector("[aria-selected=true]"));
    parts.isEntered = false;
  };
  text.addEventListener("input", look);
  text.addEventListener("keydown", (event) => keys(event, parts));
  text.addEventListener("blur", () => close(parts));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest(CHOICE);
    if (option) choose(parts, option);
  });
}

function typed(text) {
  const found = MARK.exec(text.value.slice(0, text.selectionStart));
  return found ? found[1] : null;
}

async function people(url, letters) {
  const address = new URL(url, location.href);
  address.searchParams.set("q", letters);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? answer.json() : { people: [], more: 0 };
}

function offer(parts, { people: found, more }) {
  const { box, text, list, told } = parts;
  const names = found.map((each) => each.name);
  list.replaceChildren(...found.map((each, at) => {
    const item = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, textContent: each.name });
    const alone = names.indexOf(each.name) === names.lastIndexOf(each.name);
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.insert = alone ? each.name : each.username;
    item.append(Object.assign(document.createElement("small"), { textContent: each.post }));
    return item;
  }));
  const rest = more ? box.dataset.more.replace("#", more) : "";
  if (rest) list.append(last(rest));
  told.textContent = found.length ? `${box.dataset.found.replace("#", found.length)} ${rest}` : box.dataset.none;
  if (!found.length) return close(parts);
  list.hidden = false;
  text.setAttribute("role", "combobox");
  text.setAttribute("aria-expanded", "true");
  text.setAttribute("aria-controls", list.id);
  mark(parts, list.firstElementChild);
}

function last(words) {
  const item = Object.assign(document.createElement("li"), { className: "rest", textContent: words });
  item.setAttribute("role", "option");
  item.setAttribute("aria-disabled", "true");
  return item;
}

function mark({ text, list }, option) {
  for (const each of list.querySelectorAll(CHOICE)) each.setAttribute("aria-selected", String(each === option));
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function keys(event, parts) {
  const { list } = parts;
  if (list.hidden || event.isComposing) return;
  const options = [...list.querySelectorAll(CHOICE)];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") { event.preventDefault(); close(parts); }
  if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    if (parts.letters === typed(parts.text)) choose(parts, options[at]);
    else parts.isEntered = true; // the list still answers earlier letters: its successor's first is meant
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  mark(parts, options.at((at + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
}

function choose(parts, option) {
  const { text } = parts;
  const from = text.selectionStart - typed(text).length;
  text.setRangeText(`${option.dataset.insert} `, from, text.selectionStart, "end");
  close(parts);
  text.focus();
}

function close(parts) {
  const { text, list } = parts;
  parts.isEntered = false;
  list.hidden = true;
  for (const name of ["role", "aria-expanded", "aria-controls", "aria-activedescendant"]) text.removeAttribute(name);
}

document.addEventListener("htmx:afterSettle", (event) => start(event.detail.elt));
start(document);
