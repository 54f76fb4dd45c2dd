// What is typed into <form data-keep="task id"> is kept on this device until it has been sent.
// Fields about the requester (data-private) and files are never kept.
const PREFIX = "shaodao.form.";
const SENT = "shaodao.sent";
const KEPT_FOR_MS = 3 * 24 * 3600 * 1000;

export function startKeeping() {
  forgetOld();
  forgetAnswered();
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
}

function keep(form) {
  const name = PREFIX + form.dataset.keep;
  const kept = read(name);
  if (kept && !form.querySelector("[data-error-summary]")) offer(form, name, kept);
  form.addEventListener("input", () => write(name, values(form)));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) { sessionStorage.setItem(SENT, form.dataset.keep); return; }
    event.preventDefault();
    notice(form, words(form).offline, []);
  });
}

// What was sent is kept until an answer shows neither the form again nor the log-in.
function forgetAnswered() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  const forms = [...document.querySelectorAll("form[data-keep]")];
  if (forms.some((form) => form.dataset.keep === sent) || document.querySelector("[type=password]")) return;
  sessionStorage.removeItem(SENT);
  localStorage.removeItem(PREFIX + sent);
}

function offer(form, name, kept) {
  const restore = button(words(form).restore, () => { fill(form, kept.values); bar.remove(); });
  const drop = button(words(form).drop, () => { localStorage.removeItem(name); bar.remove(); });
  const bar = notice(form, words(form).kept, [restore, drop]);
}

function words(form) {
  return form.querySelector("[data-form-body]")?.dataset ?? {};
}

function notice(form, told, buttons) {
  form.querySelector("[data-kept-notice]")?.remove();
  const bar = Object.assign(document.createElement("div"), { className: "sd-kept" });
  bar.dataset.keptNotice = "";
  bar.setAttribute("role", "status");
  bar.append(Object.assign(document.createElement("span"), { textContent: told }), ...buttons);
  form.prepend(bar);
  return bar;
}

function button(told, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: told });
  made.addEventListener("click", act);
  return made;
}

function values(form) {
  const found = [...form.elements].filter((field) => field.name && isKept(field));
  return found.map((field) => [field.name, field.value, field.checked === true]);
}

function isKept(field) {
  return !field.matches("[data-private], [type=hidden], [type=file], [type=password], [type=submit], button");
}

function fill(form, kept) {
  for (const [name, value, checked] of kept) {
    for (const field of form.elements) {
      if (field.name !== name || !isKept(field)) continue;
      if (!["radio", "checkbox"].includes(field.type)) field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
  form.querySelector("[data-live]")?.dispatchEvent(new Event("change", { bubbles: true }));
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function write(name, kept) {
  try { localStorage.setItem(name, JSON.stringify({ at: Date.now(), values: kept })); } catch { /* no room: typing goes on */ }
}

function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !(read(name)?.at > Date.now() - KEPT_FOR_MS)) localStorage.removeItem(name);
  }
}
