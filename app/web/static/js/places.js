// A step clicked on the diagram in the frame is chosen in the list beside it; one chosen in the list
// is marked on the diagram, also when that is drawn later.
window.addEventListener("message", (event) => {
  if (event.origin !== location.origin) return;
  if (event.data?.drawn) mark(document.querySelector("[data-place]:checked"), event.source);
  if (event.data?.pick) choose(document.querySelector(`[data-place="${CSS.escape(event.data.pick)}"]`));
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset?.place) for (const frame of document.querySelectorAll("iframe")) mark(target, frame.contentWindow);
});

function choose(box) {
  if (!box) return;
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.focus();
}

function mark(box, diagram) {
  if (box) diagram.postMessage({ mark: box.dataset.place }, location.origin);
}
