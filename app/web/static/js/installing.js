// The worker that lets a phone open its arrivals without a network; what it keeps belongs to the
// person who is signed in and goes when they sign out. Whatever waits is sent from any page.
import { fetchPass } from "./passes.js";
import { sendWaiting } from "./field/sending.js";
import { COUNT } from "./field/store.js";
import { isAnything } from "./waiting.js";

const PAGES = "field-pages";
const EVERY_MS = 120000;
const LAST = "shaodao.kept-at";

export async function startWorker() {
  warnAtLogOut();
  if (localStorage.getItem(COUNT) && !document.querySelector("[data-outbox], [type=password]")) sendWaiting();
  const isPhone = window.matchMedia("(max-width: 820px), (pointer: coarse)").matches;
  const person = document.querySelector("meta[name=person]")?.content;
  if (!person) await globalThis.caches?.delete(PAGES).catch(() => false);
  if (!("serviceWorker" in navigator) || !isPhone || !person) return;
  await navigator.serviceWorker.register("/sw.js").catch(() => null);
  const { active } = await navigator.serviceWorker.ready;
  const isField = Boolean(document.querySelector("[data-field-page]"));
  if (!isField && Date.now() - Number(sessionStorage.getItem(LAST)) < EVERY_MS) return;
  sessionStorage.setItem(LAST, String(Date.now()));
  active?.postMessage({ keep: { person, assets: loaded() } });
}

function loaded() {
  const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return own.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname);
}

function warnAtLogOut() {
  for (const form of document.querySelectorAll("form[data-log-out]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const waits = Number(localStorage.getItem(COUNT) ?? 0) > 0 || isAnything();
      if (waits && !confirm(form.dataset.logOut)) return;
      sessionStorage.removeItem(LAST);
      await globalThis.caches?.delete(PAGES).catch(() => false);
      const pass = await fetchPass().catch(() => null);
      if (pass) form.elements.csrf_token.value = pass.csrf;
      form.submit();
    });
  }
}

if (globalThis.localStorage && window === window.top) startWorker();
