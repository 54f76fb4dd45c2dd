// A case on its diagrams: finished path, live elements coloured by their deadline, drill-down.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";

const STEP = 1.25;
const READABLE = 0.6;
const TASK = 120; // wider shapes hold others
const WAY = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

for (const section of document.querySelectorAll("[data-viewer]")) open(section);

class Unreachable extends Error {}

function open(section) {
  attempt(section, async () => {
    const state = await (await ask(section.dataset.viewer)).json();
    const asked = state.live.find((e) => e.element === section.dataset.element);
    const first = asked ?? state.live.find((e) => e.colour) ?? state.live.find((e) => e.words) ?? state.live[0];
    new Board(section, state).show(first?.process ?? state.root);
  });
}

// What did not come through is told, and asked for again once there is a network.
async function attempt(section, deed) {
  const note = section.querySelector("[data-note]");
  try {
    await deed(note);
  } catch (error) {
    note.textContent = section.dataset.failed;
    if (error instanceof Unreachable) window.addEventListener("online", () => attempt(section, deed), { once: true });
    else console.error(error);
  }
}

async function ask(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => { throw new Unreachable(url); });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

class Board {
  constructor(section, state) {
    Object.assign(this, { section, state, sources: new Map() });
    this.picks = new Set((section.dataset.pick ?? "").split(" ").filter(Boolean));
    this.canvasElement = section.querySelector("[data-canvas]");
    this.viewer = new NavigatedViewer({
      container: this.canvasElement,
      moddleExtensions: { zeebe },
    });
    this.drawTabs();
    this.listen();
  }

  drawTabs() {
    const bar = this.section.querySelector("[data-tabs]");
    this.tabs = this.state.processes.map((process) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.dataset.key = process.key;
      const live = this.state.live.filter((e) => e.process === process.key && e.words).length;
      tab.textContent = live ? `${process.name} · ${live}` : process.name;
      tab.addEventListener("click", () => this.show(process.key));
      bar.append(tab);
      return tab;
    });
  }

  listen() {
    for (const button of this.section.querySelectorAll("[data-zoom]"))
      button.addEventListener("click", () => this.zoom(button.dataset.zoom));
    this.canvasElement.addEventListener("keydown", (event) => this.key(event));
    this.viewer.get("eventBus").on("element.click", ({ element }) => this.enter(element));
    window.addEventListener("message", ({ origin, source, data }) => {
      if (origin === location.origin && source === window.parent && data?.mark) this.choose(data.mark);
    });
  }

  show(key) {
    const process = this.state.processes.find((each) => each.key === key);
    if (!process) return;
    this.shown = key;
    return attempt(this.section, (note) => this.shown === key && this.draw(process, note));
  }

  async draw({ key, xml }, note) {
    if (!this.sources.has(key)) this.sources.set(key, await (await ask(xml)).text());
    await this.viewer.importXML(this.sources.get(key));
    if (this.shown !== key) return; // another was asked for meanwhile
    note.textContent = "";
    for (const tab of this.tabs) tab.setAttribute("aria-selected", String(tab.dataset.key === key));
    this.mark(key);
    this.zoom("fit");
    this.markChosen();
    if (this.picks.size) window.parent.postMessage({ drawn: key }, location.origin);
  }

  // What is chosen in the list beside the diagram is shown on it.
  async choose(place) {
    if (this.chosen === place || !this.picks.has(place)) return;
    this.chosen = place;
    const [process] = place.split("/");
    if (process === this.shown) this.markChosen(); else await this.show(process);
  }

  markChosen() {
    const canvas = this.viewer.get("canvas");
    const registry = this.viewer.get("elementRegistry");
    const [process, id] = (this.chosen ?? "").split("/");
    for (const each of registry.filter((e) => canvas.hasMarker(e, "picked"))) canvas.removeMarker(each, "picked");
    if (process !== this.shown || !registry.get(id)) return;
    canvas.addMarker(id, "picked");
    canvas.scrollToElement(id, 40);
  }

  mark(key) {
    const canvas = this.viewer.get("canvas");
    const registry = this.viewer.get("elementRegistry");
    const done = new Set(this.state.done[key] ?? []);
    const live = this.state.live.filter((each) => each.process === key);
    const reached = new Set([...done, ...live.map((each) => each.element)]);
    for (const id of done) if (registry.get(id)) canvas.addMarker(id, "done");
    for (const flow of registry.filter((e) => e.type === "bpmn:SequenceFlow"))
      if (done.has(flow.source.id) && reached.has(flow.target.id)) canvas.addMarker(flow, "done");
    for (const each of live) if (registry.get(each.element)) this.markLive(each);
    for (const place of this.picks) {
      const [process, id] = place.split("/");
      if (process === key && registry.get(id)) canvas.addMarker(id, "pick");
    }
  }

  markLive(each) {
    const canvas = this.viewer.get("canvas");
    canvas.removeMarker(each.element, "done");
    canvas.addMarker(each.element, "live");
    const { width } = this.viewer.get("elementRegistry").get(each.element);
    if (width > TASK) canvas.addMarker(each.element, "container");
    if (each.colour) canvas.addMarker(each.element, `due-${each.colour}`);
    if (!each.words || this.viewer.get("overlays").get({ element: each.element }).length) return;
    const flag = document.createElement("div");
    flag.className = `viewer-flag ${each.colour}`;
    flag.textContent = each.words;
    flag.style.maxWidth = `${Math.max(width, 140)}px`;
    this.viewer.get("overlays").add(each.element, { position: { top: -3, left: 0 }, html: flag });
  }

  enter(element) {
    const place = `${this.shown}/${element.id}`;
    if (this.picks.has(place)) {
      window.parent.postMessage({ pick: place }, location.origin);
      return;
    }
    const called = element.businessObject?.extensionElements?.values?.find(
      (each) => each.$type === "zeebe:CalledElement",
    );
    if (called) this.show(called.processId);
  }

  zoom(how) {
    const canvas = this.viewer.get("canvas");
    if (how === "fit") {
      canvas.zoom("fit-viewport", "auto");
      if (canvas.zoom() < 0.35) this.readable(canvas);
    } else canvas.zoom(canvas.zoom() * (how === "in" ? STEP : 1 / STEP), "auto");
  }

  // On a narrow screen a whole diagram is too small to read: show where the case stands.
  readable(canvas) {
    const registry = this.viewer.get("elementRegistry");
    const live = registry.filter((e) => canvas.hasMarker(e, "live") && e.width <= TASK);
    const here = live.find((e) => e.id === this.section.dataset.element) ?? live.at(-1);
    if (!here) { canvas.zoom(READABLE, "auto"); return; }
    const { outer } = canvas.viewbox();
    const [width, height] = [outer.width / READABLE, outer.height / READABLE];
    const [x, y] = [here.x + here.width / 2, here.y + here.height / 2];
    canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
    if (here) canvas.scrollToElement(here, 40);
  }

  key(event) {
    if (WAY[event.key]) {
      const [dx, dy] = WAY[event.key];
      this.viewer.get("canvas").scroll({ dx, dy });
    } else if (event.key === "+" || event.key === "=") this.zoom("in");
    else if (event.key === "-") this.zoom("out");
    else if (event.key === "0") this.zoom("fit");
    else return;
    event.preventDefault();
  }
}
