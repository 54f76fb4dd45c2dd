// Says beside a form how its draft stands, with the way out where there is one.
import { token } from "./passes.js";

const WAYS_OUT = {
  failed: (keeping, words) => [button(words.retry, () => keeping.save(false, true))],
  offline: () => [],
  refused: () => [],
  expired: (keeping, words) => [link(words.signIn, words.signInUrl)],
  conflict: (keeping, words) => [button(words.compare, () => compare(keeping.conflict()))],
};

export function show(keeping, outcome) {
  const place = keeping.form.querySelector("[data-keep-state]");
  if (!place) return;
  const words = place.dataset;
  const offline = keeping.key ? words.offline : words.offlineBare;
  const isLost = !keeping.isKept && ["offline", "failed", "expired", "refused"].includes(outcome.state);
  const said = (isLost ? words.unkept : undefined) ?? outcome.words ?? (outcome.state === "offline" ? offline : words[outcome.state]) ?? "";
  const ways = WAYS_OUT[outcome.state]?.(keeping, words) ?? [];
  place.dataset.state = outcome.state;
  place.replaceChildren(Object.assign(document.createElement("span"), { textContent: said }), ...ways);
}

// The server draws the page on which two drafts are compared; it is sent the one from here.
function compare({ url, fields }) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url, hidden: true });
  for (const [name, value] of [...fields, ["csrf_token", token()]]) {
    form.append(Object.assign(document.createElement("textarea"), { name, value }));
  }
  document.body.append(form);
  form.submit();
}

function button(told, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: told });
  made.addEventListener("click", act);
  return made;
}

function link(told, href) {
  return Object.assign(document.createElement("a"), { className: "btn btn-sm", textContent: told, href });
}
