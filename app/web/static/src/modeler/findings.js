// What the server found wrong: marks on the canvas and a list that jumps to the element.
export class Findings {
  constructor(section, modeler, words) {
    Object.assign(this, { section, modeler, words, marked: [] });
  }

  show(problems) {
    this.clear();
    const list = this.section.querySelector("[data-list]");
    list.replaceChildren(...problems.map((problem) => this.row(problem)));
    this.section.querySelector("[data-count]").textContent = problems.length
      ? this.words.found.replace("{n}", problems.length)
      : this.words.clean;
    this.section.hidden = false;
    for (const problem of problems) this.mark(problem);
  }

  hide() {
    this.section.hidden = true;
  }

  clear() {
    const canvas = this.modeler.get("canvas");
    const registry = this.modeler.get("elementRegistry");
    for (const [id, marker] of this.marked) if (registry.get(id)) canvas.removeMarker(id, marker);
    this.modeler.get("overlays").remove({ type: "finding" });
    this.marked = [];
  }

  mark({ element, severity, reason }) {
    if (!this.modeler.get("elementRegistry").get(element)) return;
    const marker = `finding-${severity}`;
    this.modeler.get("canvas").addMarker(element, marker);
    this.marked.push([element, marker]);
    const badge = document.createElement("div");
    badge.className = `wb-badge ${severity}`;
    badge.textContent = "!";
    badge.title = reason;
    this.modeler.get("overlays").add(element, "finding", { position: { top: -10, left: -10 }, html: badge });
  }

  row(problem) {
    const item = document.createElement("li");
    const jump = document.createElement("button");
    jump.type = "button";
    const kind = document.createElement("b");
    kind.className = problem.severity;
    kind.textContent = problem.severity === "error" ? this.words.error : this.words.warning;
    const where = document.createElement("span");
    where.textContent = problem.name;
    const why = document.createElement("span");
    why.textContent = problem.reason;
    jump.dataset.rule = problem.rule;
    jump.append(kind, where, why);
    jump.addEventListener("click", () => this.go(problem.element));
    item.append(jump);
    return item;
  }

  go(id) {
    const element = this.modeler.get("elementRegistry").get(id);
    if (!element) return;
    this.modeler.get("canvas").scrollToElement(element, 120);
    this.modeler.get("selection").select(element);
  }
}
