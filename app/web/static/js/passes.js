// Who is signed in, with a fresh token: asked for when a page is older than its session.
const TIMEOUT = 10000;

export async function fetchPass() {
  const answer = await fetch("/drafts/pass", {
    headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
  });
  if (answer.status >= 500) throw new Error(`pass: ${answer.status}`); // who is signed in is not known
  return answer.ok ? answer.json() : null;
}

// Put a fresh token into the page, so that its forms can be sent after signing in elsewhere.
export function renew(token) {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}

export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
