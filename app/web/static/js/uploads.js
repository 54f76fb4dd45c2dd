// Files are sent as soon as they are chosen: hashed here, compared there, with the device's
// position and clock. The form then carries their ids. Without an address they go with the form.
// Each goes by itself: one that stands still holds up no other, and may be taken away or tried again.
const LONGEST_FILM_S = 30;
const PLACE_WAIT_MS = 8000;
const MINUTE_MS = 60000;
const EARTH_RADIUS_M = 6371000;
const FAR_M = 500;
const SLOW_MS = 8000;
const STALLED_MS = 45000;
const TOO_LARGE = 413;
const UNSENT = "[data-file]:is([data-under-way], [data-failed])";
const attempts = new WeakMap();
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
  document.addEventListener("submit", hold, true);
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
  if (box.dataset.most === "1") held(box).forEach(takeAway);
  else if (files.length > room) { say(said, box.dataset.full.replace("{n}", box.dataset.most), true); input.value = ""; return; }
  const where = "evidence" in box.dataset ? whereabouts() : Promise.resolve(null);
  const sending = files.map((file) => begin(box, file));
  input.value = "";
  for (const { item, file } of sending) send(item, file, where, say);
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
  addRemoval(item);
  return { item, file };
}

function preview(file) {
  const isFilm = file.type.startsWith("video/");
  const shown = document.createElement(isFilm ? "video" : "img");
  shown.src = URL.createObjectURL(file);
  if (isFilm) { shown.muted = true; shown.preload = "metadata"; } else shown.alt = "";
  return shown;
}

// Of several attempts at one file only the newest counts; of a file taken away none does.
async function send(item, file, where, say) {
  const attempt = { again: () => send(item, file, where, say) };
  attempts.get(item)?.request?.abort();
  attempts.set(item, attempt);
  delete item.dataset.failed;
  item.dataset.underWay = "";
  const counts = () => item.isConnected && attempts.get(item) === attempt;
  try {
    await refuseLongFilm(boxOf(item), item);
    const told = await post(item, await facts(file, await where), attempt);
    if (counts()) show(item, told, say);
  } catch (problem) {
    if (counts()) fail(item, file.name, problem.message, say);
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

function post(item, body, attempt) {
  const box = boxOf(item);
  if (!box) throw new Error();
  const request = new XMLHttpRequest();
  attempt.request = request;
  request.open("POST", box.dataset.url);
  request.setRequestHeader("Accept", "application/json");
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? box.closest("form")?.elements.csrf_token?.value;
  if (token) request.setRequestHeader("X-CSRFToken", token);
  const moves = watched(item, request);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    moves();
    tell(item, box.dataset.uploading.replace("{p}", `${Math.floor((100 * loaded) / total)}%`));
  });
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      const told = read(request.responseText);
      if (request.status < 300 && told.id) resolve(told);
      else reject(new Error(request.status === TOO_LARGE ? box.dataset.large : told.detail || told.title || box.dataset.failed));
    });
    for (const end of ["error", "abort"]) request.addEventListener(end, () => reject(new Error(box.dataset.failed)));
    request.addEventListener("loadend", () => moves(true));
    request.send(body);
  });
}

// A network that goes dead in the middle says nothing: what has not moved for a while is told of,
// what has not for long is given up.
function watched(item, request) {
  let timers = [];
  const stand = () => {
    timers = [setTimeout(() => slow(item), SLOW_MS), setTimeout(() => request.abort(), STALLED_MS)];
  };
  stand();
  return (isOver = false) => {
    timers.forEach(clearTimeout);
    if (!isOver) stand();
  };
}

function slow(item) {
  if (!boxOf(item)) return;
  tell(item, boxOf(item).dataset.slow, "sd-remark");
  offerAgain(item);
}

function tell(item, words, kind = "") {
  const state = item.querySelector("[data-state]");
  if (!state) return;
  state.textContent = words;
  state.className = kind;
  if (!kind) item.querySelector("[data-again]")?.remove();
}

function offerAgain(item) {
  if (item.querySelector("[data-again]")) return;
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: boxOf(item).dataset.again });
  again.dataset.again = "";
  again.addEventListener("click", () => {
    item.querySelector("[data-drop-file]")?.focus();
    tell(item, boxOf(item).dataset.checking);
    attempts.get(item).again();
  });
  item.append(again);
}

function read(text) {
  try { return JSON.parse(text); } catch { return {}; }
}

function show(item, told, say) {
  const box = boxOf(item);
  delete item.dataset.underWay;
  item.querySelector("[data-again]")?.remove();
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
  say(box.querySelector("[data-said]"), [box.dataset.done, told.name].join(" ").trim());
  settled(box.closest("form"));
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
  const box = boxOf(item);
  takeAway(item);
  box.querySelector("input[type=file]").focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  settled(box.closest("form"));
}

function takeAway(item) {
  item.remove();
  attempts.get(item)?.request?.abort();
}

function fail(item, name, problem, say) {
  const box = boxOf(item);
  const told = problem || box.dataset.failed;
  delete item.dataset.underWay;
  item.dataset.failed = "";
  tell(item, told, "sd-remark is-wrong");
  say(box.querySelector("[data-said]"), `${name}：${told}`, true);
  offerAgain(item);
}

function boxOf(item) { return item.closest("[data-files]"); }

function held(box) { return [...box.querySelectorAll("[data-file]")]; }

// A form waits for its files, and says so; a draft and another row need no files.
function hold(event) {
  const item = event.submitter?.formNoValidate ? null : event.target.querySelector(UNSENT);
  if (!item) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { busy, unsent } = boxOf(item).dataset;
  item.scrollIntoView({ block: "center" });
  sayOf(event.target, "underWay" in item.dataset ? busy : unsent, true);
}

function settled(form) {
  const isTold = form?.querySelector("[data-uploads-said]");
  if (isTold && !form.querySelector(UNSENT)) sayOf(form, form.querySelector("[data-files]")?.dataset.ready ?? "", false);
}

function sayOf(form, words, isWrong) {
  form.querySelector("[data-uploads-said]")?.remove();
  const told = Object.assign(document.createElement("p"), { className: `flash ${isWrong ? "error" : "done"}`, role: isWrong ? "alert" : "status", textContent: words });
  told.dataset.uploadsSaid = "";
  const buttons = form.querySelector(":scope > .act");
  (buttons ?? form).prepend(told);
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
