// Conditions while one types: the server draws the form again, and only the parts that differ
// from what it drew before are put in place. What is typed in the page is always the newest.
import htmx from "htmx.org/dist/htmx.esm.js";

const PAUSE_MS = 350;
const drawn = new WeakMap();
const waiting = new WeakMap();
const asking = new WeakMap();
let enhance = () => {};

export function startLive(start) {
  enhance = start;
  document.addEventListener("input", (event) => ask(event.target, PAUSE_MS));
  document.addEventListener("change", (event) => ask(event.target, 0));
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (!isBody(detail.elt)) return;
    asking.set(detail.elt, detail.xhr);
    detail.xhr.shapeAsked = shape(detail.elt);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (isBody(detail.elt)) answered(detail.elt, detail);
  });
}

// What the server drew is remembered before the page makes more of it.
export function remember(root) {
  const parts = [...root.querySelectorAll("[data-part]")];
  if (root.matches?.("[data-part]")) parts.push(root);
  for (const part of parts) if (!drawn.has(part) && !isHolder(part)) drawn.set(part, plain(part));
}

export function ask(target, pause = 0) {
  const field = target instanceof Element ? target.closest("[data-live]") : null;
  const body = field?.closest("[data-form-body][hx-post]");
  if (!body) return;
  clearTimeout(waiting.get(body));
  body.dataset.asked = "";
  waiting.set(body, setTimeout(() => {
    waiting.delete(body);
    const said = JSON.stringify(values(body));
    if (body.dataset.said === said) { rest(body); return; }
    body.dataset.said = said;
    body.dispatchEvent(new CustomEvent("sd-live"));
    rest(body);
  }, pause));
}

// A form whose server was not reached asks again with the next change.
function answered(body, { xhr, successful }) {
  if (asking.get(body) !== xhr) return;
  asking.delete(body);
  if (successful) receive(body, xhr); else delete body.dataset.said;
  rest(body);
}

// The mark of a form that is about to be drawn anew goes with its last answer.
function rest(body) {
  if (!waiting.has(body) && !asking.has(body)) delete body.dataset.asked;
}

function receive(body, xhr) {
  if (xhr.shapeAsked !== shape(body)) { delete body.dataset.said; body.dispatchEvent(new CustomEvent("sd-live")); return; }
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const fresh = page.querySelector("[data-form-body]");
  if (fresh) keepingTheCaret(() => reconcile(body, fresh));
}

function reconcile(holder, fresh) {
  const home = placeOf(holder);
  const listed = parts(placeOf(fresh));
  const names = new Set([...listed.map((part) => part.dataset.part), "summary"]);
  for (const part of parts(home)) if (!names.has(part.dataset.part)) part.remove();
  const present = new Map(parts(home).map((part) => [part.dataset.part, part]));
  let before = parts(home).find((part) => part.dataset.part !== "summary") ?? null;
  for (const wanted of listed) {
    const old = present.get(wanted.dataset.part);
    const now = old ? updated(old, wanted) : adopted(wanted);
    if (old && before === old) before = next(now);
    else home.insertBefore(now, before ?? tail(home));
    if (!old) enhanceNew(now);
  }
}

function updated(old, wanted) {
  if (isHolder(old) && isHolder(wanted)) { reconcile(old, wanted); return old; }
  const html = plain(wanted);
  if (drawn.get(old) === html || old.matches(".is-wrong") || old.querySelector(".is-wrong, [data-inked]")) return old;
  const now = adopted(wanted);
  carry(old, now);
  old.replaceWith(now);
  drawn.set(now, html);
  enhanceNew(now);
  return now;
}

function adopted(part) {
  const now = document.importNode(part, true);
  remember(now);
  return now;
}

function enhanceNew(part) {
  htmx.process(part);
  enhance(part);
}

// What was typed, ticked and uploaded in the old part stands in the new one.
function carry(old, now) {
  for (const field of now.querySelectorAll("[name]")) {
    const same = [...old.querySelectorAll("[name]")].filter((each) => each.name === field.name && each.type === field.type);
    if (field.type === "radio" || field.type === "checkbox") {
      const twin = same.find((each) => each.value === field.value);
      if (twin) field.checked = twin.checked;
    } else if (field.tagName === "SELECT") {
      const value = same[0]?.value;
      if (value !== undefined && [...field.options].some((option) => option.value === value)) field.value = value;
    } else if (same[0] && field.type !== "file") field.value = same[0].value;
  }
  const list = old.querySelector("[data-file-list]");
  if (list) now.querySelector("[data-file-list]")?.replaceWith(list);
}

function keepingTheCaret(change) {
  const active = document.activeElement;
  const at = active && "selectionStart" in active ? safely(() => [active.selectionStart, active.selectionEnd]) : null;
  change();
  if (!active || active === document.activeElement || !active.id) return;
  const now = active.isConnected ? active : document.getElementById(active.id);
  now?.focus({ preventScroll: true });
  if (now && at) safely(() => now.setSelectionRange(...at));
}

function safely(read) {
  try { return read(); } catch { return null; }
}

// The part as the server says it, without what a person enters.
function plain(part) {
  const copy = part.cloneNode(true);
  for (const field of copy.querySelectorAll("input, option, textarea")) {
    if (field.type !== "radio" && field.type !== "checkbox" && field.tagName === "INPUT") field.removeAttribute("value");
    field.removeAttribute("checked");
    field.removeAttribute("selected");
    if (field.tagName === "TEXTAREA") field.textContent = "";
  }
  for (const list of copy.querySelectorAll("[data-file-list], [data-said]")) list.textContent = "";
  return copy.outerHTML.replace(/\s+/g, " ");
}

function shape(body) {
  return [...body.querySelectorAll("[data-row]")].map((row) => row.dataset.part).join();
}

function values(body) {
  const form = body.closest("form");
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
}

function isBody(element) { return element instanceof Element && element.matches("[data-form-body]"); }
function isHolder(part) { return part.hasAttribute("data-parts"); }
function parts(home) { return [...home.children].filter((child) => child.dataset.part); }
function placeOf(holder) { return holder.querySelector(":scope > :is([data-row-list], [data-cells])") ?? holder; }
function next(part) {
  let found = part.nextElementSibling;
  while (found && !found.dataset.part) found = found.nextElementSibling;
  return found;
}
function tail(home) { return home.querySelector(":scope > noscript, :scope > template, :scope > [data-add-row]"); }
