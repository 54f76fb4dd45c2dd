// The authors' page: names are written by a click, a slice and its row light up together.
// Without script the button computes and everything is there to read.
const form = document.querySelector("[data-try]");
const text = document.getElementById("text");
let last = text;

form.addEventListener("focusin", ({ target }) => {
  if (target.matches("#text, #value, #typed")) last = target;
});

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-insert], [data-replace], [data-write]") : null;
  if (!button) return;
  const { insert, replace, write, at, length } = button.dataset;
  if (write !== undefined) put(text, 0, text.value.length, write);
  else if (insert !== undefined) add(shown(last) ?? text, insert);
  else correct(button, Number(at), Number(length), replace);
});

function correct(button, at, length, word) {
  const name = button.closest("[data-for]")?.dataset.for ?? (button.closest("#wrong-typed") ? "typed" : "");
  const field = name && document.getElementById(name);
  if (field && "setRangeText" in field) put(field, at, at + length, word);
}

function add(field, name) {
  const before = field.value.slice(0, field.selectionStart ?? field.value.length);
  put(field, null, null, /[\p{L}\p{N}_"\])}]$/u.test(before) ? ` ${name}` : name);
}

function put(field, from, to, words) {
  const start = from ?? field.selectionStart ?? field.value.length;
  field.focus();
  field.setRangeText(words, start, to ?? field.selectionEnd ?? start, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function shown(field) {
  return field.offsetParent ? field : null;
}

for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, light);

// What was opened and scrolled among the names stays so when they are drawn anew.
let opened = false;
let scrolled = 0;
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.id !== "names") return;
  opened = document.getElementById("unset")?.open ?? false;
  scrolled = detail.target.querySelector(".names")?.scrollTop ?? 0;
});
document.addEventListener("htmx:oobAfterSwap", () => {
  const unset = document.getElementById("unset");
  if (unset) unset.open ||= opened;
  const names = document.querySelector("#names .names");
  if (names) names.scrollTop = scrolled;
});

// The rows are one stop of the keyboard; arrows go from row to row.
document.addEventListener("keydown", (event) => {
  const row = event.target instanceof Element ? event.target.closest("tr[data-row]") : null;
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const next = row && step ? row[step] : null;
  if (!next) return;
  event.preventDefault();
  row.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

function light({ target }) {
  const found = target instanceof Element ? target.closest("[data-slice], [data-row]") : null;
  for (const each of document.querySelectorAll("[data-slice].on, [data-row].on")) each.classList.remove("on");
  const key = found?.dataset.slice ?? found?.dataset.row;
  if (!key) return;
  for (const each of document.querySelectorAll(`[data-slice="${key}"], [data-row="${key}"]`)) each.classList.add("on");
}
