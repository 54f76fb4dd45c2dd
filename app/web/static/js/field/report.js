// The form of one arrival: where, who, photos; sending puts it away first, so that nothing that
// happens to the network or the page can lose it.
import { digest, keyFrom, seal, sealText, unseal, unsealText } from "../sealing.js";
import { FAR_M, locate, metresFrom, written } from "./place.js";
import { Photos } from "./photos.js";
import { get, idOf, put } from "./store.js";

const OURS = ["csrf_token", "one_time_key", "draft_revision"];

export class Report {
  constructor(form, outbox) {
    this.form = form;
    this.words = form.dataset;
    this.outbox = outbox;
    this.photos = new Photos(form);
    this.arrivedAt = 0;
    this.accuracy = "";
    this.ready = keyFrom(form.dataset.seal);
    form.querySelector("[data-arrive]").addEventListener("click", () => this.arrive());
    form.addEventListener("submit", (event) => this.submit(event));
    form.querySelector(".field-people")?.addEventListener("input", () => this.name());
  }

  async arrive() {
    this.arrivedAt ||= Date.now();
    const button = this.form.querySelector("[data-arrive]");
    button.classList.add("is-done");
    button.querySelector("[data-arrive-words]").textContent = this.words.arrived.replace("{t}", clock(this.arrivedAt));
    if (this.words.onSite === "yes") await this.find();
  }

  async find() {
    const hand = this.form.querySelector("[data-by-hand]");
    this.say(this.words.locating);
    try {
      const coords = await locate();
      this.form.elements.position.value = written(coords);
      this.form.elements.position.dispatchEvent(new Event("input", { bubbles: true }));
      this.accuracy = String(Math.round(coords.accuracy));
      this.say(this.where(coords));
    } catch {
      hand.hidden = false;
      this.say(this.words.noPlace, true);
    }
  }

  where(coords) {
    const metres = metresFrom(coords, this.words);
    const away = metres === null ? "" : metres > FAR_M ? this.words.far : this.words.away.replace("{n}", String(Math.round(metres)));
    return [this.words.located.replace("{n}", this.accuracy), away].filter(Boolean).join(" · ");
  }

  say(told, isWrong = false) {
    const place = this.form.querySelector("[data-place-said]");
    place.textContent = told;
    place.classList.toggle("is-wrong", isWrong);
  }

  name() {
    const names = [...this.form.querySelectorAll('[name^="people-"][name$="-name"]')].map((field) => field.value.trim());
    this.form.querySelector("[data-people-words]").textContent = names.filter(Boolean).join("、");
  }

  missing() {
    const { words, form } = this;
    const isEmpty = (selector) => ![...form.querySelectorAll(selector)].some((field) => field.value.trim());
    const onSite = words.onSite === "yes";
    if (!this.arrivedAt) return words.needArrival;
    if (onSite && isEmpty("[name=position]")) return words.needPlace;
    if (onSite && !this.photos.files.length) return words.needPhoto;
    if (!onSite && isEmpty("[name=meeting_link]")) return words.needLink;
    return isEmpty('[name^="people-"][name$="-name"]') ? words.needName : "";
  }

  async submit(event) {
    if (event.submitter?.hasAttribute("data-keep-now")) return;
    event.preventDefault();
    event.stopPropagation();
    const missing = this.missing();
    this.form.querySelector("[data-wrong]").textContent = missing;
    if (missing || this.isSending) return;
    const key = await this.ready;
    if (!key) { this.form.querySelector("[data-wrong]").textContent = this.words.bare; return; }
    this.isSending = true;
    const report = await this.sealed(key);
    try { await put(report); } catch {
      this.isSending = false;
      this.form.querySelector("[data-wrong]").textContent = this.words.bare;
      return;
    }
    this.outbox.expect(report.id);
    await this.done();
  }

  async done() {
    const registered = await navigator.serviceWorker?.getRegistration();
    await registered?.sync?.register("reports").catch(() => {});
    this.form.hidden = true;
    await this.outbox.send();
    this.outbox.place.scrollIntoView({ block: "start" });
    this.isSending = false;
  }

  async sealed(key) {
    const { person, task, what } = this.words;
    const fields = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !OURS.includes(name));
    const photos = [];
    for (const file of this.photos.files) {
      const bytes = await file.arrayBuffer();
      photos.push({ name: named(file), type: file.type, takenAt: file.lastModified, sha256: await digest(bytes), ...(await seal(key, bytes)) });
    }
    return {
      id: idOf(person, task), user: person, task, what, url: this.form.action, key: this.form.elements.one_time_key.value,
      at: Date.now(), arrivedAt: this.arrivedAt, state: "waiting", reason: "", fields: [], photos,
      values: await sealText(key, JSON.stringify([...fields, ["accuracy", this.accuracy]])),
    };
  }

  // A report the server refused comes back into the form, to be changed and sent again.
  async again() {
    const { person, task } = this.words;
    const kept = await get(idOf(person, task));
    const key = await this.ready;
    if (!kept || !key) return;
    const values = new Map(JSON.parse(await unsealText(key, kept.values)));
    for (const field of this.form.elements) if (values.has(field.name) && !OURS.includes(field.name)) field.value = values.get(field.name);
    for (const photo of kept.photos) this.photos.add(new File([await unseal(key, photo)], photo.name, { type: photo.type, lastModified: photo.takenAt }));
    this.arrivedAt = kept.arrivedAt;
    this.accuracy = values.get("accuracy") ?? "";
    this.form.elements.one_time_key.value = kept.key;
    this.form.querySelector("[data-by-hand]")?.removeAttribute("hidden");
    this.form.querySelector("[data-arrive-words]").textContent = this.words.arrived.replace("{t}", clock(kept.arrivedAt));
    this.form.querySelector("[data-arrive]").classList.add("is-done");
    this.name();
  }
}

function named(file) {
  return /\.(jpe?g|png)$/i.test(file.name) ? file.name : `photo.${file.type === "image/png" ? "png" : "jpg"}`;
}

function clock(moment) {
  return new Date(moment).toTimeString().slice(0, 5);
}
