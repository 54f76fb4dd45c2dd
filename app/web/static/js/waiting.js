// What was typed and has not reached the server: kept on this device, sealed for its writer, each
// page for itself, so that two pages of one form never put away each other's words.
// Without sealing (no secure context) fields about the requester are not kept at all.
import { sealText, unsealText } from "./sealing.js";

const PREFIX = "shaodao.typed.";
const KEPT_FOR_MS = 7 * 24 * 3600 * 1000;

// Tells whether the device had room for it.
export async function remember(person, key, id, kept) {
  const mine = `${PREFIX}${person}.${id}`;
  if (!key) return write(mine, { at: Date.now(), open: { ...kept, fields: kept.fields.filter(([name]) => !kept.personal.includes(name)) } });
  return write(mine, { at: Date.now(), closed: await sealText(key, JSON.stringify(kept)) });
}

export async function recall(person, key, id) {
  const found = read(`${PREFIX}${person}.${id}`);
  if (!found) return null;
  if (found.open) return found.open;
  try { return JSON.parse(await unsealText(key, found.closed)); } catch { return null; }
}

// With ``at``, only what was kept at that time: newer words stay.
export function forget(person, id, at) {
  if (at && keptAt(person, id) !== at) return;
  try { localStorage.removeItem(`${PREFIX}${person}.${id}`); } catch { /* nothing is kept there */ }
}

export function keptAt(person, id) { return read(`${PREFIX}${person}.${id}`)?.at; }

// Forget a subject of whoever is signed in; used by pages that do not say who that is.
export function forgetSubject(subject) {
  for (const name of names()) if (subjectOf(name.slice(name.indexOf(".", PREFIX.length) + 1)) === subject) localStorage.removeItem(name);
}

export function idOf(subject, page) { return `${subject}~${page}`; }

export function subjectOf(id) { return id.replace(/~[^~]*$/, ""); }

export function idsOf(person) {
  const mine = `${PREFIX}${person}.`;
  return names().filter((name) => name.startsWith(mine)).map((name) => name.slice(mine.length));
}

export function isAnything() {
  return names().length > 0;
}

export function forgetOld() {
  for (const name of names()) if (!(read(name)?.at > Date.now() - KEPT_FOR_MS)) localStorage.removeItem(name);
}

function names() {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function write(name, kept) {
  try { localStorage.setItem(name, JSON.stringify(kept)); return true; } catch { return false; }
}
