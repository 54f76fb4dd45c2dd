// Single keys for those who live here; each person may turn them off (kept on this device).
import { picked, pick } from "./picking.js";
import { choose, chosen, rows } from "./rows.js";

const OFF = "shaodao.keys.off";
const TABS = { m: "mine", g: "groups", w: "waiting", s: "started", c: "copies", d: "done" };
const AFTER_G_MS = 1500;
let g = 0;

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  x: () => pick(chosen()?.closest("[data-row]")),
  c: claim,
  "/": () => document.querySelector("[data-search] input[type=search]")?.focus(),
  "?": () => document.querySelector("[data-keys]").showModal(),
  g: () => { g = Date.now(); },
};

function step(by) {
  const all = rows();
  const here = all.findIndex((row) => row.classList.contains("sel"));
  choose(all[Math.min(Math.max(here + by, 0), all.length - 1)], { focus: true });
}

function claim() {
  const form = document.querySelector("[data-picking]");
  const button = form?.querySelector('button[formaction$="/tasks/claim"]');
  if (!button) return;
  if (!picked().length) pick(chosen()?.closest("[data-row]"), true);
  if (picked().length) form.requestSubmit(button);
}

function isTyping(target) {
  return target.closest?.("textarea, select, [contenteditable], dialog, input:not([type=checkbox], [type=radio])");
}

function onKey(event) {
  if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
  const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
  if (isArrow ? !event.target.closest("a.task") : localStorage.getItem(OFF)) return;
  if (event.key === "Enter" && event.target === document.body) chosen()?.click();
  const tab = Date.now() - g < AFTER_G_MS && document.querySelector(`[data-tab="${TABS[event.key]}"]`);
  g = 0;
  const act = tab ? () => tab.click() : keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

export function startKeys() {
  const box = document.querySelector("[data-keys-on]");
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  document.addEventListener("keydown", onKey);
}
