// Sends what waits, one report after the other, from the page or from the worker but never from
// both at once. The server answers a report it already has as the first time.
import { fetchPass } from "../passes.js";
import { keyFrom, unseal, unsealText } from "../sealing.js";
import { get, of, put, remove } from "./store.js";

const TIMEOUT = 45000;
const ONE_AT_A_TIME = "shaodao.reports";
const LATER = "later", EXPIRED = "expired";

// Answers {state: "done" | "later" | "expired", sent: how many, user}.
export async function sendWaiting() {
  const work = () => sendAll().catch(() => ({ state: LATER, sent: 0 }));
  return navigator.locks ? navigator.locks.request(ONE_AT_A_TIME, work) : work();
}

async function sendAll() {
  const pass = await fetchPass();
  if (!pass) return { state: EXPIRED, sent: 0 };
  const key = await keyFrom(pass.key);
  let sent = 0;
  for (const report of await of(pass.user)) {
    if (report.state !== "waiting") continue;
    const outcome = await sendOne(report, key, pass.csrf);
    if (outcome === LATER || outcome === EXPIRED) return { state: outcome, sent, user: pass.user };
    sent += outcome === "sent" ? 1 : 0;
  }
  return { state: "done", sent, user: pass.user };
}

async function sendOne(report, key, csrf) {
  const values = new Map(JSON.parse(await unsealText(key, report.values)));
  for (const photo of report.photos.filter((each) => !each.id)) {
    const body = new FormData();
    for (const name of ["position", "accuracy"]) body.append(name, values.get(name) ?? "");
    body.append("taken_ago", String(ago(photo.takenAt)));
    body.append("sha256", photo.sha256);
    body.append("file", new Blob([await unseal(key, photo)], { type: photo.type }), photo.name);
    const answer = await post("/field/photos", body, csrf);
    if (!answer.ok) return settle(report, answer);
    photo.id = answer.told.id;
    await put(report);
  }
  const answer = await post(report.url, await whole(report, key), csrf);
  return settle(report, answer);
}

async function whole(report, key) {
  const body = new FormData();
  for (const [name, value] of JSON.parse(await unsealText(key, report.values))) body.append(name, value);
  for (const photo of report.photos) body.append("photo", photo.id);
  body.append("one_time_key", report.key);
  body.append("entered_ago", String(ago(report.at)));
  body.append("arrived_ago", String(ago(report.arrivedAt)));
  return body;
}

async function settle(report, answer) {
  if (answer.ok) {
    await remove(report.id);
    await (await globalThis.caches?.open("field-pages"))?.delete(`/field/${report.task}`);
    return "sent";
  }
  if (answer.status === 401 || answer.status === 0) return EXPIRED;
  if (answer.status >= 500 || [400, 408, 429].includes(answer.status)) return LATER;
  const still = await get(report.id);
  if (still) await put({ ...report, state: "refused", reason: answer.told.words ?? "", fields: answer.told.fields ?? [] });
  return "refused";
}

async function post(url, body, csrf) {
  body.append("csrf_token", csrf);
  const answer = await fetch(url, {
    method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
  });
  return { ok: answer.ok, status: answer.status, told: await answer.json().catch(() => ({})) };
}

function ago(moment) {
  return Math.max(0, Math.round((Date.now() - moment) / 1000));
}
