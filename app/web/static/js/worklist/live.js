// What has changed meanwhile: asked for cheaply, told politely. Rows stay where they are until
// one asks for the new list; those that others took say so.
import { draw } from "./search.js";
import { picked, showPicked } from "./picking.js";
import { chosen, choose, keyOf, list, peek, rowOf } from "./rows.js";

const EVERY_MS = 25_000;
let told = "";
let asking = false;
let isAskedAgain = false;

export function startLive() {
  setInterval(look, EVERY_MS);
  showTitle(document.querySelector('[data-tab="mine"] [data-figure]')?.textContent);
  window.addEventListener("focus", look);
  window.addEventListener("online", look);
  window.addEventListener("offline", () => say("offline", { when: clock() }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-refresh]")) refresh();
  });
}

const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });

async function look() {
  const shown = list();
  if (!shown || document.hidden || !navigator.onLine) return;
  if (asking) { isAskedAgain = true; return; }
  const seen = shown.dataset.digest;
  asking = true;
  isAskedAgain = false;
  try {
    const headers = { "HX-Request": "true", ...(seen ? { "If-None-Match": `"${seen}"` } : {}) };
    const answer = await fetch(shown.dataset.live, { headers, cache: "no-store" });
    if (answer.redirected || answer.status === 401) return;
    if (answer.ok && shown === list()) {
      shown.dataset.digest = (answer.headers.get("ETag") ?? "").replaceAll(/^W\/|"/g, "");
      await take(shown, await answer.text());
    } else if (answer.status === 304 && told === "offline") say("");
    else if (answer.status >= 500) say("failed");
  } catch {
    if (navigator.onLine) say("failed");
  } finally {
    asking = false;
    if (isAskedAgain) look(); // the answer on its way may have been older than the question
  }
}

async function take(shown, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const answer = holder.content.querySelector("[data-answer]");
  if (!answer) return;
  showFigures(JSON.parse(answer.dataset.figures));
  const fresh = new Map([...answer.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const old = [...shown.querySelectorAll("[data-row]")];
  const known = new Set(old.map((row) => row.dataset.row));
  const gone = old.filter((row) => !fresh.has(row.dataset.row));
  for (const row of old) if (fresh.has(row.dataset.row)) renew(row, fresh.get(row.dataset.row));
  await mark(shown, gone.filter((row) => !row.dataset.gone));
  if (shown !== list()) return;
  const added = [...fresh.keys()].filter((key) => !known.has(key)).length;
  tell(added, gone.length);
}

// The same row with new words: what is checked, chosen and focused stays.
function renew(row, fresh) {
  const link = row.querySelector("a.task");
  const next = fresh.querySelector("a.task");
  row.dataset.kind = fresh.dataset.kind;
  if (row.dataset.gone) bringBack(row);
  if (link.innerHTML !== next.innerHTML) link.innerHTML = next.innerHTML;
  link.className = next.className + (link.classList.contains("sel") ? " sel" : "");
}

async function mark(shown, gone) {
  if (!gone.length) return;
  const asked = new URLSearchParams(gone.map((row) => ["task", row.dataset.row]));
  const answer = await fetch(`${shown.dataset.fates}?${asked}`, { cache: "no-store" });
  const words = answer.ok ? await answer.json() : {};
  for (const row of gone) {
    row.dataset.gone = "1";
    row.classList.add("gone");
    const box = row.querySelector("input[name=task]");
    if (box) { box.checked = false; box.disabled = true; }
    row.querySelector(".end").replaceChildren(Object.assign(document.createElement("strong"), { textContent: words[row.dataset.row] ?? "" }));
  }
  showPicked();
}

function bringBack(row) {
  delete row.dataset.gone;
  row.classList.remove("gone");
  const box = row.querySelector("input[name=task]");
  if (box) box.disabled = false;
}

function tell(added, gone) {
  const box = document.querySelector("[data-news]");
  const parts = [added && box.dataset.new.replace("{n}", added), gone && box.dataset.gone.replace("{n}", gone)];
  say(parts.filter(Boolean).join(box.dataset.and), {}, true);
}

function say(what, values = {}, isWords = false) {
  const box = document.querySelector("[data-news]");
  if (!box) return;
  let words = isWords ? what : box.dataset[what] ?? "";
  for (const [name, value] of Object.entries(values)) words = words.replace(`{${name}}`, value);
  told = isWords ? "" : what;
  const line = box.querySelector("[data-news-words]");
  if (line.textContent !== words) line.textContent = words;
  box.classList.toggle("on", Boolean(words));
  box.querySelector("[data-refresh]").hidden = !words || !isWords;
}

function showFigures(figures) {
  for (const [name, figure] of Object.entries(figures)) {
    for (const place of document.querySelectorAll(`[data-figure="${name}"]`)) {
      place.textContent = figure;
      place.hidden = figure === "0";
    }
  }
  showTitle(figures.mine);
}

function showTitle(mine) {
  const figure = mine && mine !== "0" ? `(${mine}) ` : "";
  document.title = figure + document.title.replace(/^\(\d+\+?\) /, "");
}

async function refresh() {
  const kept = new Set(picked().map((box) => box.value));
  const here = keyOf(chosen());
  const top = window.scrollY;
  await draw(location.pathname + location.search);
  for (const key of kept) {
    const box = rowOf(key)?.querySelector("input[name=task]");
    if (box) box.checked = true;
  }
  showPicked();
  window.scrollTo(0, top);
  const row = here && rowOf(here)?.querySelector("a.task");
  if (row) choose(row, { focus: true });
  else list()?.querySelector("a.task")?.focus({ preventScroll: true });
  peek(chosen());
}
