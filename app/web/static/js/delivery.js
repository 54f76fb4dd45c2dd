// Sends a draft and says what became of it: saved, sent (the form itself was), conflict, expired
// (nobody is signed in), refused, failed (the server), offline.
import { fetchPass, renew, token } from "./passes.js";

const TIMEOUT = 10000;
const KEEPALIVE_MOST = 60000;
const STALE = 400;
const LATER = [408, 425, 429];

export async function deliver(person, { url, fields }, leaving = false) {
  try {
    const answer = await post(url, fields, token(), leaving);
    return answer.status === STALE ? await again(person, url, fields) : await told(answer);
  } catch (problem) {
    return { state: problem.name === "TimeoutError" ? "failed" : "offline" };
  }
}

async function again(person, url, fields) {
  const pass = await fetchPass();
  if (pass?.user !== person) return { state: "expired" };
  renew(pass.csrf);
  return told(await post(url, fields, pass.csrf, false));
}

function post(url, fields, csrf, leaving) {
  const body = new URLSearchParams([...fields, ["csrf_token", csrf]]);
  const keepalive = leaving && body.toString().length < KEEPALIVE_MOST;
  const signal = AbortSignal.timeout(TIMEOUT);
  return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive, signal });
}

async function told(answer) {
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return { state: "saved", ...said };
  if (answer.status === 401 || answer.type === "opaqueredirect") return { state: "expired" };
  if (answer.status === 409 && said.conflict) return { state: "conflict", ...said };
  if (answer.status === 409 && said.sent) return { state: "sent" };
  if (LATER.includes(answer.status) || answer.status >= 500) return { state: "failed" };
  return { state: "refused", words: said.words ?? said.detail };
}
