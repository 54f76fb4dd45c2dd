// Files are sent as soon as they are chosen: hashed here, compared there, with the device's
// position and clock. The form then carries their ids. Without an address they go with the form.
const LONGEST_FILM_S = 30;
const PLACE_WAIT_MS = 8000;
const MINUTE_MS = 60000;
const EARTH_RADIUS_M = 6371000;
const FAR_M = 500;
const STALLED_MS = 45000;
const TOO_LARGE = 413;
let place = null;

export function startUploads(say) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const box = input instanceof HTMLInputElement && input.type === "file" ? input.closest("[data-files]") : null;
    if (box) choose(box, input, say);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-drop-file]") : null;
    if (button) drop(button.closest("[data-file]"));
  });
}

// Each file that is already there can be taken away by a button as well as by its tick.
export function readyUploads(root) {
  for (const item of root.querySelectorAll("[data-files] [data-file]")) addRemoval(item);
}

async function choose(box, input, say) {
  const said = box.querySelector("[data-said]");
  const room = Number(box.dataset.most) - held(box).length;
  const files = [...input.files];
  if (!box.dataset.url || !files.length) return;
  if (box.dataset.most === "1") held(box).forEach((item) => item.remove());
  else if (files.length > room) { say(said, box.dataset.full.replace("{n}", box.dataset.most), true); input.value = ""; return; }
  const where = "evidence" in box.dataset ? whereabouts() : Promise.resolve(null);
  const sending = files.map((file) => begin(box, file));
  input.value = "";
  busy(box, 1);
  for (const { item, file } of sending) await send(box, item, file, await where, say);
  busy(box, -1);
}

function begin(box, file) {
  const item = document.createElement("li");
  item.dataset.file = "";
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  const state = Object.assign(document.createElement("small"), { textContent: box.dataset.checking });
  state.dataset.state = "";
  if (file.type.startsWith("image/") || file.type.startsWith("video/")) item.append(preview(file));
  item.append(name, state);
  box.querySelector("[data-file-list]").append(item);
  return { item, file };
}

function preview(file) {
  const isFilm = file.type.startsWith("video/");
  const shown = document.createElement(isFilm ? "video" : "img");
  shown.src = URL.createObjectURL(file);
  if (isFilm) { shown.muted = true; shown.preload = "metadata"; } else shown.alt = "";
  return shown;
}

async function send(box, item, file, where, say) {
  const said = box.querySelector("[data-said]");
  try {
    await refuseLongFilm(box, item);
    const told = await post(box, item, await facts(file, where));
    show(box, item, told);
    say(said, `${box.dataset.done}${told.name ? " " : ""}${told.name ?? ""}`);
  } catch (problem) {
    fail(box, item, file, where, problem.message || box.dataset.failed, say);
  }
}

async function refuseLongFilm(box, item) {
  const film = item.querySelector("video");
  if (!film) return;
  if (!film.duration) await new Promise((resolve) => { film.onloadedmetadata = film.onerror = resolve; setTimeout(resolve, 3000); });
  if (Number.isFinite(film.duration) && film.duration > LONGEST_FILM_S + 0.5) throw new Error(box.dataset.long);
}

async function facts(file, where) {
  const body = new FormData();
  body.append("file", file);
  if (globalThis.crypto?.subtle) body.append("sha256", await hash(file));
  const isFresh = Math.abs(Date.now() - file.lastModified) < MINUTE_MS;
  if (where || isFresh) body.append("taken_at", new Date(file.lastModified).toISOString());
  if (where) {
    body.append("lat", where.latitude.toFixed(7));
    body.append("lon", where.longitude.toFixed(7));
    body.append("accuracy", String(Math.round(where.accuracy)));
  }
  return body;
}

async function hash(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function post(box, item, body) {
  const request = new XMLHttpRequest();
  const state = item.querySelector("[data-state]");
  request.open("POST", box.dataset.url);
  request.setRequestHeader("Accept", "application/json");
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? box.closest("form")?.elements.csrf_token?.value;
  if (token) request.setRequestHeader("X-CSRFToken", token);
  const watch = stalled(request);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    watch();
    state.textContent = box.dataset.uploading.replace("{p}", `${Math.floor((100 * loaded) / total)}%`);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      const told = read(request.responseText);
      if (request.status < 300 && told.id) resolve(told);
      else reject(new Error(request.status === TOO_LARGE ? box.dataset.large : told.detail || told.title || box.dataset.failed));
    });
    for (const end of ["error", "abort"]) request.addEventListener(end, () => reject(new Error(box.dataset.failed)));
    request.addEventListener("loadend", () => watch(true));
    request.send(body);
  });
}

// A network that goes dead in the middle says nothing: what has not moved for long is given up.
function stalled(request) {
  let timer = setTimeout(() => request.abort(), STALLED_MS);
  return (isOver = false) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => request.abort(), STALLED_MS);
  };
}

function read(text) {
  try { return JSON.parse(text); } catch { return {}; }
}

function show(box, item, told) {
  const tick = Object.assign(document.createElement("input"), {
    type: "checkbox", className: "form-check-input", name: box.dataset.name, value: told.id, checked: true,
  });
  tick.setAttribute("aria-label", told.name);
  const label = Object.assign(document.createElement("label"), { className: "form-check" });
  const link = Object.assign(document.createElement("a"), { href: told.url, target: "_blank", textContent: told.name });
  label.append(tick);
  item.querySelector(":scope > span").replaceWith(label, link);
  const notes = [told.words, ...(told.remarks ?? []), ...remarks(box, told)].filter(Boolean);
  item.querySelector("[data-state]").replaceWith(...notes.map((words, at) => Object.assign(document.createElement("small"), { textContent: words, className: at ? "sd-remark" : "" })));
  addRemoval(item);
  tick.dispatchEvent(new Event("change", { bubbles: true }));
  tick.dispatchEvent(new Event("input", { bubbles: true }));
}

// A remark, not a refusal: the picture tells where it was taken, and people judge.
function remarks(box, { lat, lon, taken_at: takenAt }) {
  const found = [];
  const metres = distance(box.dataset, lat, lon);
  if (metres > FAR_M) found.push(box.dataset.far.replace("{n}", String(Math.round(metres))));
  if (takenAt && box.dataset.since && new Date(takenAt) < new Date(box.dataset.since)) found.push(box.dataset.old);
  return found;
}

function distance({ lat, lon }, hereLat, hereLon) {
  if (!lat || hereLat == null) return -1;
  const radians = (degrees) => (Number(degrees) * Math.PI) / 180;
  const across = Math.sin(radians(hereLon - lon) / 2) ** 2 * Math.cos(radians(lat)) * Math.cos(radians(hereLat));
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.sin(radians(hereLat - lat) / 2) ** 2 + across));
}

function addRemoval(item) {
  if (item.querySelector("[data-drop-file]")) return;
  const box = item.closest("[data-files]");
  const name = item.querySelector("[name]")?.getAttribute("aria-label") ?? item.querySelector("span, a")?.textContent ?? "";
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-icon sd-drop", textContent: "×" });
  button.setAttribute("aria-label", `${box.dataset.remove} ${name}`);
  button.dataset.dropFile = "";
  item.append(button);
}

function drop(item) {
  const box = item.closest("[data-files]");
  item.remove();
  box.querySelector("input[type=file]").focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function fail(box, item, file, where, told, say) {
  const state = item.querySelector("[data-state]");
  state.textContent = told;
  state.className = "sd-remark is-wrong";
  say(box.querySelector("[data-said]"), `${file.name}：${told}`, true);
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: box.dataset.again });
  again.addEventListener("click", () => { again.remove(); item.querySelector("[data-drop-file]")?.remove(); state.className = ""; send(box, item, file, where, say); });
  item.append(again);
  addRemoval(item);
}

function held(box) { return [...box.querySelectorAll("[data-file]")]; }

// The form waits for its files.
function busy(box, by) {
  const form = box.closest("form");
  if (!form) return;
  form.dataset.uploads = String(Number(form.dataset.uploads ?? 0) + by);
  const waits = form.dataset.uploads !== "0";
  for (const button of form.querySelectorAll("[type=submit]:not([data-default])")) {
    if (waits && !button.disabled) { button.disabled = true; button.dataset.waits = ""; }
    if (!waits && "waits" in button.dataset) { button.disabled = false; delete button.dataset.waits; }
  }
}

function whereabouts() {
  if (!navigator.geolocation) return Promise.resolve(null);
  if (place && Date.now() - place.at < MINUTE_MS) return Promise.resolve(place.coords);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { place = { coords, at: Date.now() }; resolve(coords); },
      () => resolve(null),
      { enableHighAccuracy: true, timeout: PLACE_WAIT_MS, maximumAge: MINUTE_MS },
    );
  });
}
