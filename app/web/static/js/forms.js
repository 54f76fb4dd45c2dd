// What a form does in the browser beyond what the server draws: rows, position, uploads,
// search in long lists, and keeping what was typed until it has been sent.
import { startCombos } from "./combos.js";
import { startMentions } from "./mentions.js";
import { startKeeping } from "./keeping.js";
import { startUploads } from "./uploads.js";

const EARTH_RADIUS_M = 6371000;
const FAR_M = 500;

export function start(root = document) {
  for (const button of root.querySelectorAll("[data-locate]")) button.hidden = !navigator.geolocation;
  for (const summary of root.querySelectorAll("[data-error-summary]")) summary.focus();
  startCombos(root);
  startMentions(root);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const add = target?.closest("[data-add-row]");
  const remove = target?.closest("[data-remove-row]");
  const locate = target?.closest("[data-locate]");
  if (add) addRow(add.closest("[data-rows]"));
  if (remove) removeRow(remove.closest("[data-row]"));
  if (locate) findPosition(locate.closest("[data-position]"));
});

// A part drawn anew by the server: what was typed meanwhile in the field with the cursor stays.
document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  const form = active instanceof HTMLElement ? active.closest("form") : null;
  if (!form?.contains(event.detail.target) || !active.id || !isTyped(active)) return;
  form.dataset.typing = JSON.stringify({ id: active.id, value: active.value });
});
document.addEventListener("htmx:afterSettle", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form?.dataset.typing) {
    const { id, value } = JSON.parse(form.dataset.typing);
    delete form.dataset.typing;
    const field = document.getElementById(id);
    if (field && isTyped(field)) field.value = value;
  }
  start(event.detail.elt);
});

function isTyped(field) {
  return field.matches("textarea, input:not([type=radio], [type=checkbox], [type=file], [role=combobox])");
}

function addRow(rows) {
  const list = rows.querySelector("[data-row-list]");
  const used = [...list.querySelectorAll("[name]")].map((field) => Number(field.name.match(/-(\d+)-/)?.[1] ?? -1));
  const index = Math.max(-1, ...used) + 1;
  if (list.children.length >= Number(rows.dataset.most)) return;
  const holder = document.createElement("div");
  holder.append(rows.querySelector("[data-row-template]").content.cloneNode(true));
  for (const element of holder.querySelectorAll("[name],[id],[for],[aria-describedby]")) {
    for (const name of ["name", "id", "for", "list", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace("__index__", String(index)));
    }
  }
  list.append(...holder.children);
  renumber(list);
  list.lastElementChild.querySelector("input, select, textarea")?.focus();
}

function removeRow(row) {
  const list = row.parentElement;
  const form = row.closest("form");
  row.remove();
  renumber(list);
  list.closest("[data-rows]").querySelector("[data-add-row]").focus();
  form?.dispatchEvent(new Event("input", { bubbles: true }));
}

function renumber(list) {
  [...list.children].forEach((row, at) => {
    row.querySelector("[data-row-number]").textContent = String(at + 1);
  });
}

function findPosition(box) {
  const field = box.querySelector("input");
  const said = box.querySelector("[data-said]");
  say(said, box.dataset.waiting);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      field.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      const metres = distance(coords, box.dataset);
      say(said, metres > FAR_M ? box.dataset.far : metres >= 0 ? `${Math.round(metres)} m` : "");
    },
    () => say(said, box.dataset.refused, true),
    { enableHighAccuracy: true, timeout: 15000 },
  );
}

function distance({ latitude, longitude }, { lat, lon }) {
  if (!lat || !lon) return -1;
  const radians = (degrees) => (Number(degrees) * Math.PI) / 180;
  const across = Math.sin(radians(longitude - lon) / 2) ** 2 * Math.cos(radians(lat)) * Math.cos(radians(latitude));
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.sin(radians(latitude - lat) / 2) ** 2 + across));
}

export function say(element, text, wrong = false) {
  element.textContent = text ?? "";
  element.classList.toggle("is-wrong", wrong);
}

start();
startUploads(say);
startKeeping();
