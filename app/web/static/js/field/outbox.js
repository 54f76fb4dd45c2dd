// What waits on this device, with what can be done about it.
import { sendWaiting } from "./sending.js";
import { get, of, put, remove } from "./store.js";

const AGAIN = 15000;

export class Outbox {
  constructor(place) {
    this.place = place;
    this.words = place.dataset;
    this.waited = new Set();
    this.hasArrived = false;
    this.isExpired = false;
    this.looked = 0;
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    setInterval(() => this.send(), AGAIN);
    navigator.serviceWorker?.addEventListener("message", ({ data }) => this.told(data.outcome ?? {}));
  }

  // A report was put away: whoever sends it from now on, this page tells what becomes of it.
  expect(id) {
    this.waited.add(id);
    return this.show();
  }

  async send() {
    if (!(await this.waiting()).length) return this.show();
    await this.show(navigator.onLine ? this.words.sending : "");
    await this.told(await sendWaiting());
  }

  told({ state }) {
    this.isExpired = state === "expired";
    return this.show();
  }

  async waiting() {
    return (await of(this.words.person)).filter((report) => report.state === "waiting");
  }

  async show(said = "") {
    const mine = ++this.looked;
    const reports = await of(this.words.person);
    if (mine !== this.looked) return; // somebody looks later, and sees more
    this.notice(reports);
    const title = said || this.title(reports);
    this.place.hidden = !title;
    this.place.querySelector("[data-outbox-title]").textContent = title;
    const items = reports.map((report) => this.item(report));
    if (!said && this.isExpired && this.waited.size) items.push(this.way(link(this.words.signIn, this.words.signInUrl)));
    this.place.querySelector("[data-outbox-list]").replaceChildren(...items);
  }

  // Whoever sent it, this page, another or the worker: what waited here and is gone has arrived.
  notice(reports) {
    const left = new Set(reports.map((report) => report.id));
    this.hasArrived ||= [...this.waited].some((id) => !left.has(id));
    this.waited = new Set(reports.filter((report) => report.state === "waiting").map((report) => report.id));
  }

  title(reports) {
    if (this.waited.size && this.isExpired) return this.words.expired;
    if (this.waited.size) return this.words.waiting.replace("{n}", String(this.waited.size));
    if (reports.length) return this.words.refused;
    return this.hasArrived ? this.words.done : "";
  }

  item(report) {
    const { words } = this;
    const at = new Date(report.at).toTimeString().slice(0, 5);
    const notes = [words.entered.replace("{t}", at), report.photos.length ? words.photos.replace("{n}", String(report.photos.length)) : ""];
    const item = document.createElement("li");
    item.append(line("strong", report.what), line("span", notes.filter(Boolean).join(" · "), "muted"));
    if (report.state !== "refused") return item;
    item.append(line("span", `${words.refused}：${report.reason}`, "is-wrong"));
    for (const { label, words: told } of report.fields ?? []) item.append(line("span", `${label}：${told}`, "is-wrong"));
    item.append(this.ways(report));
    return item;
  }

  ways(report) {
    const { words } = this;
    const box = Object.assign(document.createElement("div"), { className: "field-ways" });
    box.append(
      button(words.retry, () => this.retry(report.id)),
      link(words.change, `/field/${report.task}?again=1`),
      button(words.discard, () => this.discard(report.id)),
    );
    return box;
  }

  way(element) {
    const item = document.createElement("li");
    item.append(element);
    return item;
  }

  async retry(id) {
    const report = await get(id);
    if (report) await put({ ...report, state: "waiting", reason: "", fields: [] });
    await this.send();
  }

  async discard(id) {
    if (!confirm(this.words.sure)) return;
    await remove(id);
    await this.show();
  }
}

function line(kind, textContent, className = "") {
  return Object.assign(document.createElement(kind), { textContent, className });
}

function button(told, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: told });
  made.addEventListener("click", act);
  return made;
}

function link(told, href) {
  return Object.assign(document.createElement("a"), { className: "btn", textContent: told, href });
}
