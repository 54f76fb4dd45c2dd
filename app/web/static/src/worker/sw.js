// The phone's worker. It keeps the front end of this build and, for the person signed in, the pages
// of the arrivals that wait for them: asked from the network first, from here only without one, and
// then marked as kept. Everything else it lets pass. SHAODAO {build, shell, words}: app/web/field/worker.py.
import { sendWaiting } from "../../js/field/sending.js";

const { build, shell, words } = self.SHAODAO;
const SHELL = `shell-${build}`;
const PAGES = "field-pages";
const FIELD = /^\/field\/([0-9a-f-]{36})?$/;
const FALLBACK = new Set(["/", "/tasks/", "/field/"]);
const OWNER = "/field/owner";
const PATIENCE = 8000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep).catch(() => {}));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "reports") event.waitUntil(sendAndTell());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && (FIELD.test(url.pathname) || FALLBACK.has(url.pathname))) event.respondWith(page(request, url));
});

async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(request, url) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.type === "opaqueredirect" && FIELD.test(url.pathname)) await caches.delete(PAGES);
    else if (answer.ok && FIELD.test(url.pathname)) await store(url.pathname, answer.clone());
    return answer;
  } catch {
    return kept(url.pathname);
  }
}

async function kept(path) {
  const cache = await caches.open(PAGES);
  const found = await cache.match(path);
  if (!found) return new Response(nothing(Boolean(await cache.match("/field/"))), { headers: { "Content-Type": "text/html; charset=utf-8" } });
  const text = (await found.text()).replace('data-drawn="live"', 'data-drawn="kept"');
  return new Response(text, { headers: found.headers });
}

function nothing(hasField) {
  const way = hasField ? `<p><a href="/field/">${words.field}</a></p>` : "";
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.title}</title><link rel="stylesheet" href="${shell[0]}"><main class="card-page"><h1>${words.title}</h1><p>${words.nothing}</p>${way}</main></html>`;
}

async function store(path, answer) {
  const cache = await caches.open(PAGES);
  await cache.put(path, answer);
}

// The arrivals of the person whose page asked; somebody else's are forgotten first.
async function keep({ person, assets }) {
  const cache = await caches.open(PAGES);
  const owner = await (await cache.match(OWNER))?.text();
  if (owner !== person) await caches.delete(PAGES);
  const list = await fetch("/field/", { redirect: "manual" });
  if (!list.ok) { await caches.delete(PAGES); return; }
  const text = await list.clone().text();
  if (!text.includes(person)) return;
  const own = await caches.open(PAGES);
  await own.put(OWNER, new Response(person));
  await own.put("/field/", list);
  const waiting = [...text.matchAll(/data-field-task="([0-9a-f-]{36})"/g)].map(([, id]) => `/field/${id}`);
  await Promise.all([...waiting.map((path) => fresh(own, path)), ...assets.map(keepAsset)]);
  const gone = (await own.keys()).map((each) => new URL(each.url)).filter((url) => !["/field/", OWNER, ...waiting].includes(url.pathname));
  await Promise.all(gone.map((url) => own.delete(url.pathname)));
}

async function fresh(cache, path) {
  const answer = await fetch(path, { redirect: "manual" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await cache.put(path, answer);
  await Promise.all([...text.matchAll(/(?:src|href)="(\/static\/dist\/[^"]+)"/g)].map(([, each]) => keepAsset(each)));
}

async function keepAsset(path) {
  if (await caches.match(path)) return;
  const answer = await fetch(path);
  if (answer.ok) await (await caches.open(SHELL)).put(path, answer);
}

async function sendAndTell() {
  const outcome = await sendWaiting();
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true }); // a page loaded anew past the worker too
  for (const client of open) client.postMessage({ outcome });
  if (outcome.state === "later") throw new Error("later");
}

async function forgetOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
}
