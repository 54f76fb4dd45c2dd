// Files are sent as soon as they are chosen; the form then carries their ids. Without an
// address to send them to they travel with the form.
export function startUploads(say) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const box = input instanceof HTMLInputElement && input.type === "file" ? input.closest("[data-files]") : null;
    if (box) choose(box, input, say);
  });
}

async function choose(box, input, say) {
  const said = box.querySelector("[data-said]");
  const files = [...input.files];
  if (!box.dataset.url || !files.length) return;
  const buttons = [...(input.form?.querySelectorAll("[type=submit]") ?? [])];
  buttons.forEach((button) => { button.disabled = true; });
  say(said, box.dataset.uploading);
  try {
    for (const file of files) {
      await send(box, file, input.form);
    }
    input.value = "";
    say(said, "");
  } catch (problem) {
    say(said, problem.message || box.dataset.failed, true);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

async function send(box, file, form) {
  const body = new FormData();
  body.append("file", file);
  const token = form?.elements.csrf_token?.value;
  const headers = { Accept: "application/json", ...(token ? { "X-CSRFToken": token } : {}) };
  const answer = await fetch(box.dataset.url, { method: "POST", body, headers });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail || told.title || box.dataset.failed);
  show(box, file, told.id);
}

function show(box, file, id) {
  const item = document.createElement("li");
  const tick = Object.assign(document.createElement("input"), {
    type: "checkbox", className: "form-check-input", name: box.dataset.name, value: id, checked: true,
  });
  const words = Object.assign(document.createElement("span"), { textContent: file.name });
  const label = Object.assign(document.createElement("label"), { className: "form-check" });
  label.append(tick);
  if (file.type.startsWith("image/")) {
    const picture = Object.assign(document.createElement("img"), { alt: "", src: URL.createObjectURL(file) });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    label.append(picture);
  }
  label.append(words);
  item.append(label);
  box.querySelector("[data-file-list]").append(item);
}
