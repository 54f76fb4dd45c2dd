// What a form does in the browser beyond what the server draws: rows, position, uploads,
// search in long lists, signatures, and keeping what was typed until it has been sent.
import { startCombos } from "./combos.js";
import "./holding.js";
import { startKeeping } from "./keeping.js";
import { ask, remember, startLive } from "./live.js";
import { startSignatures } from "./signature.js";
import { startTables } from "./tables.js";
import { readyUploads, startUploads } from "./uploads.js";

const EARTH_RADIUS_M = 6371000;
const FAR_M = 500;
const NEAR_THE_END = 20;

export function start(root = document) {
  remember(root);
  for (const button of root.querySelectorAll("[data-locate]")) button.hidden = !navigator.geolocation;
  for (const summary of root.querySelectorAll("[data-error-summary]")) summary.focus();
  for (const counter of root.querySelectorAll("[data-count]")) count(counter);
  for (const rows of root.querySelectorAll("[data-unfolded]")) fold(rows);
  startCombos(root);
  startSignatures(root, say);
  startTables(root);
  readyUploads(root);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const add = target?.closest("[data-add-row]");
  const remove = target?.closest("[data-remove-row]");
  const locate = target?.closest("[data-locate]");
  if (add || remove) event.preventDefault();
  if (add) addRow(add.closest("[data-rows]"));
  if (remove) removeRow(remove.closest("[data-row]"));
  if (locate) findPosition(locate.closest("[data-position]"));
});

document.addEventListener("input", ({ target }) => {
  const counter = target.id && document.getElementById(`${target.id}-count`);
  if (counter) count(counter);
});

document.addEventListener("reset", ({ target }) => {
  setTimeout(() => {
    for (const select of target.querySelectorAll("[data-combo] select")) {
      const shown = select.parentElement.querySelector("[role=combobox]");
      if (shown) shown.value = select.value ? select.selectedOptions[0].textContent.trim() : "";
    }
    ask(target.querySelector("[data-live]"));
  });
});

function count(counter) {
  const field = document.getElementById(counter.id.replace(/-count$/, ""));
  if (!field?.value) return;
  const left = Number(counter.dataset.count) - [...field.value].length;
  counter.textContent = (left < 0 ? counter.dataset.over : counter.dataset.left).replace("{n}", String(Math.abs(left)));
  counter.classList.toggle("is-wrong", left < 0);
  counter.setAttribute("aria-live", left < NEAR_THE_END ? "polite" : "off");
}

function addRow(rows) {
  const list = own(rows, "[data-row-list]");
  const said = own(rows, "[data-row-said]");
  if (list.children.length >= Number(rows.dataset.most)) { say(said, rows.dataset.full, true); return; }
  const holder = document.createElement("div");
  holder.append(own(rows, "[data-row-template]").content.cloneNode(true));
  list.append(...holder.children);
  renumber(rows);
  const row = list.lastElementChild;
  row.hidden = false;
  start(row);
  row.querySelector("input:not([type=hidden]), select:not([hidden]), textarea")?.focus();
  say(said, rows.dataset.added.replace("{n}", String(list.children.length)));
  changed(rows);
}

function removeRow(row) {
  const rows = row.closest("[data-rows]");
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(rows);
  ((neighbour && own(neighbour, "[data-remove-row]")) ?? own(rows, "[data-add-row]")).focus();
  say(own(rows, "[data-row-said]"), rows.dataset.removed);
  changed(rows);
}

// Rows are numbered as the server numbers them: from nought, without gaps.
function renumber(rows) {
  const list = own(rows, "[data-row-list]");
  const add = own(rows, "[data-add-row]");
  [...list.children].forEach((row, at) => {
    own(row, "[data-row-number]").textContent = String(at + 1);
    const old = row.dataset.part;
    const now = old.replace(/(__index__|\d+)$/, String(at));
    for (const each of everything(row)) rename(each, old, now);
    const remove = own(row, "[data-remove-row]");
    remove?.setAttribute("aria-label", remove.getAttribute("aria-label").replace(/__number__|\d+/, String(at + 1)));
  });
  if (add) add.disabled = list.children.length >= Number(rows.dataset.most);
}

// A list may stand within a row of another: what is its own lies directly in it.
function own(holder, selector) { return holder.querySelector(`:scope > ${selector}`); }

function everything(element) {
  const inner = element.content ?? element;
  return [element, ...[...inner.children].flatMap(everything)];
}

function rename(element, old, now) {
  for (const name of ["name", "id", "for", "list", "value", "aria-describedby", "aria-labelledby", "data-part", "data-name", "data-rows", "data-field"]) {
    const said = element.getAttribute(name);
    const isOurs = said && (name !== "value" || element.matches("[data-remove-row], [data-add-row]"));
    if (isOurs) element.setAttribute(name, said.split(" ").map((word) => word.replace(new RegExp(`(^|[-:])${old}(-|$)`), `$1${now}$2`)).join(" "));
  }
}

function changed(rows) {
  rows.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  ask(rows.querySelector("[data-live]") ?? rows.closest("[data-form-body]").querySelector("[data-live]"));
}

// Long lists show their first rows; the rest unfolds, and always where something is wrong.
function fold(rows) {
  const list = own(rows, "[data-row-list]");
  const shown = Number(rows.dataset.unfolded);
  if (own(rows, "[data-fold-rows]") || list.children.length <= shown || list.querySelector(".is-wrong")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm" });
  button.dataset.foldRows = "";
  const turn = (open) => {
    [...list.children].forEach((row, at) => { row.hidden = !open && at >= shown; });
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? rows.dataset.fold : rows.dataset.unfold.replace("{n}", String(list.children.length));
  };
  button.addEventListener("click", () => turn(button.getAttribute("aria-expanded") !== "true"));
  list.after(button);
  turn(false);
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

document.addEventListener("htmx:afterSettle", (event) => start(event.detail.elt));
startLive(start);
start();
startUploads(say);
startKeeping();
