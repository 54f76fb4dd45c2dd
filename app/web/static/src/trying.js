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
  else if (insert !== undefined) put(shown(last) ?? text, null, null, insert);
  else correct(button, Number(at), Number(length), replace);
});

function correct(button, at, length, word) {
  const name = button.closest("[data-for]")?.dataset.for ?? (button.closest("#wrong-typed") ? "typed" : "");
  const field = name && document.getElementById(name);
  if (field && "setRangeText" in field) put(field, at, at + length, word);
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

function light({ target }) {
  const found = target instanceof Element ? target.closest("[data-slice], [data-row]") : null;
  for (const each of document.querySelectorAll("[data-slice].on, [data-row].on")) each.classList.remove("on");
  const key = found?.dataset.slice ?? found?.dataset.row;
  if (!key) return;
  for (const each of document.querySelectorAll(`[data-slice="${key}"], [data-row="${key}"]`)) each.classList.add("on");
}
