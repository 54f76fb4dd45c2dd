// A pad to sign on with finger, pen or mouse. What is drawn travels as a picture in a hidden
// field; changing the form afterwards voids it. Typing one's name needs no script.
const LINE = 5;

export function startSignatures(root, say) {
  for (const box of root.querySelectorAll("[data-signature]")) if (!box.dataset.ready) prepare(box, say);
}

function prepare(box, say) {
  const pad = box.querySelector("[data-pad]");
  const canvas = pad.querySelector("canvas");
  const strokes = [];
  const state = { box, canvas, strokes, ink: box.querySelector("[data-ink]"), said: box.querySelector("[data-said]"), say };
  box.dataset.ready = "true";
  pad.hidden = false;
  canvas.addEventListener("pointerdown", (event) => begin(state, event));
  pad.querySelector("[data-undo]").addEventListener("click", () => { strokes.pop(); keep(state); });
  pad.querySelector("[data-clear]").addEventListener("click", () => { strokes.length = 0; keep(state); });
  box.closest("form")?.addEventListener("input", (event) => voids(state, event));
}

function begin(state, event) {
  if (!event.isPrimary || event.button > 0) return;
  event.preventDefault();
  const { canvas, strokes } = state;
  const stroke = [at(canvas, event)];
  strokes.push(stroke);
  canvas.setPointerCapture(event.pointerId);
  const move = (moved) => { for (const each of moved.getCoalescedEvents?.() ?? [moved]) stroke.push(at(canvas, each)); draw(state); };
  const end = () => { canvas.removeEventListener("pointermove", move); keep(state); };
  canvas.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end, { once: true });
  draw(state);
}

function at(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
}

function draw({ canvas, strokes }) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { lineWidth: LINE, lineCap: "round", lineJoin: "round", strokeStyle: "#0d2338" });
  for (const stroke of strokes) {
    pen.beginPath();
    pen.moveTo(...stroke[0]);
    for (const point of stroke.length > 1 ? stroke.slice(1) : stroke) pen.lineTo(...point);
    pen.stroke();
  }
}

function keep(state) {
  const { box, canvas, strokes, ink, said, say } = state;
  draw(state);
  ink.value = strokes.length ? canvas.toDataURL("image/png") : "";
  box.toggleAttribute("data-inked", strokes.length > 0);
  say(said, strokes.length ? box.dataset.drawn : box.dataset.empty);
}

function voids(state, event) {
  const { box, strokes, said, say } = state;
  if (box.contains(event.target) || !event.isTrusted) return;
  const agreed = box.querySelector("[data-agree]");
  if (!strokes.length && !agreed?.checked) return;
  if (event.target.closest?.("[data-signature]")) return;
  strokes.length = 0;
  if (agreed) agreed.checked = false;
  keep(state);
  say(said, box.dataset.void, true);
}
