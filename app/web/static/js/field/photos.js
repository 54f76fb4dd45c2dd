// Photos taken for a report; they stay in memory until the report is put away or sent.
export class Photos {
  constructor(form) {
    this.list = form.querySelector("[data-photos]");
    this.files = [];
    form.querySelector("[data-camera]")?.addEventListener("change", (event) => {
      for (const file of event.target.files) this.add(file);
      event.target.value = "";
    });
  }

  // The same photo stands there once, however often it comes back into the form.
  add(file) {
    const { name, size, lastModified } = file;
    if (this.files.some((each) => each.name === name && each.size === size && each.lastModified === lastModified)) return;
    this.files.push(file);
    const picture = Object.assign(document.createElement("img"), { alt: file.name, src: URL.createObjectURL(file) });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-icon" });
    remove.setAttribute("aria-label", this.list.dataset.remove);
    remove.append(Object.assign(document.createElement("i"), { className: "ti ti-x" }));
    const item = document.createElement("li");
    item.append(picture, remove);
    remove.addEventListener("click", () => {
      this.files = this.files.filter((each) => each !== file);
      URL.revokeObjectURL(picture.src);
      item.remove();
    });
    this.list.append(item);
  }
}
