// Small forms (a comment, a reason) keep no draft on the server: what was typed into one waits on
// this device, sealed for its writer, until a page says that it was done.
import { keyFrom, sealText, unsealText } from "./sealing.js";

const PREFIX = "shaodao.small.";
const SENT = "shaodao.small.sent"; // by this tab: {name: {at: up to which words, sent: when}}
const KEPT_FOR_MS = 7 * 24 * 3600 * 1000;
const ANSWERED_WITHIN_MS = 60000;
const TYPED = "textarea[name]:not([readonly], [data-private]), input[type=text][name]:not([readonly], [data-private])";
const notice = document.querySelector("template[data-held]");
const key = notice ? keyFrom(notice.dataset.seal) : null;
const newest = new WeakMap();

if (window !== window.top) { /* the page around a frame knows what was sent */ }
else if (!notice) sessionStorage.removeItem(SENT);
else {
  document.addEventListener("input", ({ target }) => hold(smallForm(target)));
  document.addEventListener("submit", ({ target }) => sent(smallForm(target)));
  tidy();
  for (const form of document.forms) if (smallForm(form)) restore(form);
}

function smallForm(element) {
  const form = element instanceof Element ? element.closest("form") : null;
  const isSmall = form?.method === "post" && !form.dataset.keepUrl && form.querySelector("textarea");
  return isSmall && !form.querySelector("[type=password]") ? form : null;
}

function nameOf(form) { return `${PREFIX}${notice.dataset.person}.${new URL(form.action).pathname}`; }

function put(form, fields) {
  for (const field of form.querySelectorAll(TYPED)) {
    const [, value] = fields.find(([name]) => name === field.name) ?? [];
    if (value !== undefined) field.value = value;
  }
}

function typed(form) { return [...form.querySelectorAll(TYPED)].map((field) => [field.name, field.value]); }

async function hold(form) {
  if (!form) return;
  const at = Math.max(Date.now(), (newest.get(form) ?? 0) + 1);
  newest.set(form, at);
  const words = JSON.stringify(typed(form));
  if (!await key) return;
  const closed = await sealText(await key, words);
  if (newest.get(form) === at) write(nameOf(form), { at, closed });
}

// Which words were sent, and with them those before; those typed since, here or in another tab, are not.
function sent(form) {
  if (!form || !newest.has(form)) return;
  const marks = { ...marked(), [nameOf(form)]: { at: newest.get(form), sent: Date.now() } };
  try { sessionStorage.setItem(SENT, JSON.stringify(marks)); } catch { /* no room: the words come back */ }
}

function marked() {
  try { return JSON.parse(sessionStorage.getItem(SENT)) ?? {}; } catch { return {}; }
}

// A form that was done leads on to another page; one that was refused answers itself, and a page
// for signing in comes between when the session was over. Only what was done is forgotten.
function tidy() {
  const [came] = performance.getEntriesByType("navigation");
  const wasDone = came?.redirectCount > 0 && !document.querySelector(".flash.error");
  const marks = marked();
  sessionStorage.removeItem(SENT);
  for (const name of names()) {
    const held = read(name);
    const { at, sent: when } = marks[name] ?? {};
    const isAnswered = wasDone && held?.at <= at && Date.now() - when < ANSWERED_WITHIN_MS;
    if (isAnswered || !(held?.at > Date.now() - KEPT_FOR_MS)) localStorage.removeItem(name);
  }
}

// Only what stands empty is filled: what the server put into a field is newer than what was held.
async function restore(form) {
  const held = read(nameOf(form));
  if (!held) return;
  const known = JSON.parse(await unsealText(await key, held.closed).catch(() => "[]"));
  const empty = typed(form).filter(([, value]) => !value).map(([name]) => name);
  const fields = known.filter(([name, value]) => value && empty.includes(name));
  if (!fields.length) return;
  if (!newest.has(form)) newest.set(form, held.at);
  put(form, fields);
  const told = notice.content.firstElementChild.cloneNode(true);
  form.prepend(told);
  told.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(nameOf(form));
    put(form, fields.map(([name]) => [name, ""]));
    told.remove();
    form.querySelector("textarea").focus();
  });
}

function names() {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function write(name, held) {
  try { localStorage.setItem(name, JSON.stringify(held)); } catch { /* no room: typing goes on */ }
}
