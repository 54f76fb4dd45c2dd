// Whatever is typed into <form data-keep="task/1"> is kept: as a draft on the server soon after one
// stops typing, and until the server has it, on this device (waiting.js). Typing never waits.
import { deliver } from "./delivery.js";
import { fetchPass, renew } from "./passes.js";
import { keyFrom } from "./sealing.js";
import { show } from "./keptwords.js";
import { forget, forgetOld, forgetSubject, idOf, idsOf, isAnything, keptAt, recall, remember, subjectOf } from "./waiting.js";

const PAUSE = 1500;
const AGAIN = 20000;

export function startKeeping() {
  forgetOld();
  for (const form of document.querySelectorAll("form[data-keep-url]")) new Keeping(form).start();
  for (const form of document.querySelectorAll("form[data-forgets]")) {
    form.addEventListener("submit", () => forgetSubject(form.dataset.forgets));
  }
  for (const button of document.querySelectorAll("[data-copy]")) offerCopy(button);
  if (isAnything() && window === window.top) deliverOthers(); // a frame's page around it keeps its own
}

function offerCopy(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).innerText);
    button.querySelector("span").textContent = button.dataset.done;
  });
}

class Keeping {
  constructor(form) {
    this.form = form;
    ({ keep: this.subject, keepUrl: this.url, person: this.person } = form.dataset);
    this.saved = JSON.stringify(this.typed());
    this.timer = 0;
    this.isKept = true;
    this.held = Promise.resolve();
    this.ready = keyFrom(form.dataset.seal);
  }

  async start() {
    const { form } = this;
    for (const name of ["input", "change", "pointerdown", "keydown"]) form.addEventListener(name, () => { this.isTouched = true; });
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save(true));
    window.addEventListener("pagehide", () => this.save(true));
    window.addEventListener("online", () => this.save());
    setInterval(() => this.isWaiting && this.save(), AGAIN);
    this.key = await this.ready;
    await this.resume();
  }

  typed() {
    const own = ["csrf_token", "one_time_key", "draft_revision"];
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !own.includes(name));
  }

  get id() { return idOf(this.subject, this.form.elements.one_time_key.value); }

  get isDirty() { return JSON.stringify(this.typed()) !== this.saved; }

  get draft() {
    const { one_time_key: page, draft_revision: revision } = this.form.elements;
    const fields = [...this.typed(), ["one_time_key", page.value], ["draft_revision", revision.value]];
    const personal = [...this.form.querySelectorAll("[data-private]")].map((field) => field.name);
    return { url: this.url, fields, personal };
  }

  changed() {
    if (this.isLeaving || !this.isDirty) return;
    this.hold();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // Nobody waits for the device; a full one is told of where it matters (keptwords.js). One after
  // the other, so that the newest words are those that stay, and none without the key.
  hold() {
    const { id, draft } = this;
    this.held = this.held.then(async () => { this.isKept = await remember(this.person, await this.ready, id, draft); }).catch(() => { this.isKept = false; });
  }

  // On leaving, what is newer than what is just being sent goes out as well.
  async save(leaving = false, asked = false) {
    clearTimeout(this.timer);
    if (this.isLeaving || (this.isSaving && !leaving) || this.conflict || !(this.isDirty || asked)) return;
    this.isSaving = true;
    const sending = this.draft;
    const typed = JSON.stringify(this.typed());
    show(this, { state: "saving" });
    const outcome = await deliver(this.person, sending, leaving);
    this.isSaving = false;
    if (!this.isLeaving) await this.settle(outcome, typed);
  }

  // What is said of the device is said when the device has answered.
  async settle(outcome, typed) {
    this.isWaiting = ["offline", "failed", "expired"].includes(outcome.state);
    this.conflict = outcome.state === "conflict" ? () => this.draft : null;
    if (outcome.state === "saved") {
      this.saved = typed;
      this.form.elements.draft_revision.value = outcome.revision;
      if (this.isDirty) this.changed(); else this.held = this.held.then(() => forget(this.person, this.id));
    }
    await this.held;
    if (!this.isSaving) show(this, outcome);
  }

  submit(event) {
    if (event.submitter?.hasAttribute("data-keep-now")) {
      event.preventDefault();
      event.stopPropagation();
      this.save(false, true);
    } else if (!navigator.onLine) {
      event.preventDefault();
      event.stopPropagation();
      show(this, { state: "offline" });
    } else {
      clearTimeout(this.timer);
      this.hold();
      this.isLeaving = true;
      setTimeout(() => { this.isLeaving = false; this.changed(); }, 8000);
    }
  }

  // What this device kept and the server does not have: sent first, then shown by the server.
  async resume() {
    const [id] = idsOf(this.person).filter((each) => subjectOf(each) === this.subject);
    const at = id && keptAt(this.person, id);
    const kept = id && await recall(this.person, this.key, id);
    if (!kept) return;
    const own = kept.fields.slice(0, -2); // what was typed, without the page's key and revision
    if (JSON.stringify(own) === this.saved) { forget(this.person, id, at); return; } // it stands here
    if (this.form.querySelector("[data-error-summary]")) { this.saved = ""; this.save(); return; }
    const outcome = await deliver(this.person, kept);
    if (["saved", "sent"].includes(outcome.state)) forget(this.person, id, at);
    if (outcome.state === "saved" && !this.isDirty && !this.isTouched) { this.isLeaving = true; location.reload(); return; }
    if (["offline", "failed"].includes(outcome.state) && !this.isDirty) fill(this.form, kept.fields);
    this.conflict = outcome.state === "conflict" ? () => kept : null;
    if (outcome.state !== "sent") show(this, outcome);
  }
}

// Drafts of other pages: whoever is signed in sends their own; a form that was sent ends its draft.
async function deliverOthers() {
  const pass = await fetchPass().catch(() => null);
  if (!pass) return;
  const key = await keyFrom(pass.key);
  const here = [...document.querySelectorAll("form[data-keep]")].map((form) => form.dataset.keep);
  let isNew = false;
  for (const id of idsOf(pass.user).filter((each) => !here.includes(subjectOf(each)))) {
    const at = keptAt(pass.user, id);
    const kept = await recall(pass.user, key, id);
    const { state } = kept ? await deliver(pass.user, kept) : { state: "sent" };
    if (["saved", "sent"].includes(state)) forget(pass.user, id, at);
    isNew ||= state === "saved";
  }
  renew(pass.csrf);
  if (isNew && document.querySelector("[data-shows-unsent]")) location.reload();
}

function fill(form, fields) {
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
    const sent = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(field.type)) field.checked = sent.includes(field.value);
    else if (sent.length) field.value = sent.at(-1);
  }
}
