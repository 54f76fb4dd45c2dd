// Rows chosen for doing something with all of them: the bar says how many, and what may be done.
const boxes = () => [...document.querySelectorAll("[data-picking] input[name=task]")];
export const picked = () => boxes().filter((box) => box.checked && !box.disabled);

export function pick(row, on) {
  const box = row?.querySelector("input[name=task]");
  if (!box || box.disabled) return;
  box.checked = on ?? !box.checked;
  showPicked();
}

export function showPicked() {
  const bar = document.querySelector("[data-picked]");
  if (!bar) return;
  const found = picked();
  bar.classList.toggle("on", found.length > 0);
  const words = bar.querySelector("[data-picked-words]");
  words.textContent = found.length ? words.dataset.words.replace("{n}", found.length) : "";
  const all = bar.querySelector("[data-pick-all]");
  const open = boxes().filter((box) => !box.disabled);
  all.checked = found.length > 0 && found.length === open.length;
  all.indeterminate = found.length > 0 && !all.checked;
  for (const button of bar.querySelectorAll("button")) button.disabled = !found.length;
  showTogether(bar, found);
}

function showTogether(bar, found) {
  const button = bar.querySelector("[data-together]");
  if (!button) return;
  const kinds = new Set(found.map((box) => box.closest("[data-row]").dataset.kind));
  const like = kinds.size === 1 && !kinds.has("");
  button.disabled = !like;
  button.title = found.length && !like ? button.dataset.unlike : "";
}

export function startPicking() {
  const work = document.querySelector("[data-work]");
  work.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      for (const box of boxes()) if (!box.disabled) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-pick-all], input[name=task]")) showPicked();
  });
  window.addEventListener("pageshow", showPicked);
  showPicked();
}
