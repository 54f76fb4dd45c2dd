// The workbench: change a diagram, keep a draft, have it checked, publish it.
import { board } from "./modeler/board.js";
import { Findings } from "./modeler/findings.js";

const root = document.querySelector("[data-workbench]");
const words = JSON.parse(root.dataset.words);
const part = (name) => root.querySelector(`[data-${name}]`);
const dialog = (name) => document.querySelector(`[data-dialog="${name}"]`);
const modeler = board({
  canvas: part("canvas"),
  panel: part("panel"),
  language: root.dataset.language,
});
const findings = new Findings(part("findings"), modeler, words);
const state = {
  seen: Number(root.dataset.seen),
  base: Number(root.dataset.base),
  isChanged: false,
  changes: 0,
};
let saving = null;

const actions = {
  undo: () => modeler.get("commandStack").undo(),
  redo: () => modeler.get("commandStack").redo(),
  fit,
  close: () => findings.hide(),
  check,
  save,
  download,
  publish: askToPublish,
  discard: askToDiscard,
};

for (const button of root.querySelectorAll("[data-do]"))
  button.addEventListener("click", () => actions[button.dataset.do]());
part("upload")?.addEventListener("change", upload);
addEventListener("beforeunload", (event) => state.isChanged && event.preventDefault());
document.addEventListener("keydown", (event) => {
  if (!root.dataset.save || !(event.ctrlKey || event.metaKey) || event.key !== "s") return;
  event.preventDefault();
  save();
});
start();

async function start() {
  await open(await (await fetch(root.dataset.source)).text());
  modeler.on("commandStack.changed", changed);
  root.dataset.ready = "";
}

async function open(xml) {
  try {
    await modeler.importXML(xml);
  } catch (error) {
    console.error(error);
    note(words.unreadable);
    return false;
  }
  fit();
  return true;
}

// The whole diagram, clear of the palette on its left.
function fit() {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const edge = part("panel") ? 90 : 20;
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min((outer.width - edge - 20) / inner.width, (outer.height - 40) / inner.height, 1);
  const box = { width: outer.width / scale, height: outer.height / scale };
  const y = inner.y - (box.height - inner.height) / 2;
  canvas.viewbox({ ...box, x: inner.x - edge / scale, y });
}

function changed() {
  state.isChanged = true;
  state.changes += 1;
  note(words.unsaved);
}

function note(text) {
  const place = part("note");
  if (place) place.textContent = text;
}

async function xml() {
  return (await modeler.saveXML({ format: true })).xml;
}

async function send(url, values) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      body: new URLSearchParams(values),
    });
    return { status: answer.status, said: await answer.json() };
  } catch (error) {
    console.error(error);
    return { status: 0, said: { error: words.failed } };
  }
}

async function check() {
  const { status, said } = await send(root.dataset.check, { xml: await xml() });
  if (status === 200) findings.show(said.problems);
  else note(said.error);
}

// One at a time: who saves while it is being saved waits, and saves what is newer then.
async function save() {
  while (saving) await saving;
  saving = keep();
  return saving.finally(() => { saving = null; });
}

async function keep() {
  note(words.saving);
  const { changes } = state;
  const sent = { xml: await xml(), base: state.base, seen: state.seen };
  const { status, said } = await send(root.dataset.save, sent);
  if (status === 409) return askWhose(said);
  if (status !== 200) {
    note(said.error);
    return false;
  }
  kept(said, changes);
  return true;
}

// What was changed while it was on its way is not saved yet.
function kept(said, changes) {
  Object.assign(state, { seen: said.draft.revision, isChanged: state.changes !== changes });
  root.querySelector('[data-do="discard"]').hidden = false;
  note(state.isChanged ? words.unsaved : words.saved.replace("{n}", said.draft.revision));
  if (said.problems.length) findings.show(said.problems);
  else findings.clear();
}

function askWhose(said) {
  const place = dialog("conflict");
  const theirs = said.draft;
  place.querySelector("[data-said]").textContent = theirs
    ? words.conflict.replace("{who}", theirs.by).replace("{when}", theirs.at)
    : said.error;
  note(words.unsaved);
  return ask(place, {
    ok: async () => {
      state.seen = theirs ? theirs.revision : 0;
      place.close();
      return save();
    },
    theirs: () => {
      state.isChanged = false;
      location.reload();
    },
  });
}

async function askToPublish() {
  await saving;
  if (state.isChanged && !(await save())) return;
  if (state.seen === 0) return note(words.nothing);
  const place = dialog("publish");
  await tellDoubts(place);
  ask(place, {
    ok: async () => {
      const sent = { note: place.querySelector("textarea").value, seen: state.seen };
      const { status, said } = await send(root.dataset.publish, sent);
      if (status === 200) return leave(said.url);
      place.querySelector("[data-wrong]").textContent = said.error;
      if (said.problems) {
        place.close();
        note(said.error);
        findings.show(said.problems);
      }
    },
  });
}

// What may go wrong is read before it is published: who confirms has seen it.
async function tellDoubts(place) {
  const { status, said } = await send(root.dataset.check, { xml: await xml() });
  const found = status === 200 ? said.problems : [];
  if (found.length) findings.show(found);
  const doubts = found.filter(({ severity }) => severity === "warning");
  const part = place.querySelector("[data-doubts]");
  part.hidden = !doubts.length;
  part.querySelector("ul").replaceChildren(
    ...doubts.map(({ name, reason }) => {
      const line = document.createElement("li");
      line.textContent = name ? `${name}：${reason}` : reason;
      return line;
    }),
  );
}

function askToDiscard() {
  const place = dialog("discard");
  ask(place, {
    ok: async () => {
      const { status, said } = await send(root.dataset.discard, { seen: state.seen });
      if (status === 200) return leave(said.url);
      place.querySelector("[data-wrong]").textContent = said.error;
    },
  });
}

function ask(place, answers) {
  place.querySelector("[data-wrong]")?.replaceChildren();
  place.querySelector("[data-cancel]").onclick = () => place.close();
  for (const [name, answer] of Object.entries(answers))
    place.querySelector(`[data-${name}]`).onclick = answer;
  place.showModal();
  return false;
}

function leave(url) {
  state.isChanged = false;
  location.assign(url);
}

async function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await xml()], { type: "text/xml" }));
  link.download = `${root.dataset.key}.bpmn`;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function upload(event) {
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  const text = await file.text();
  const found = text.match(/<(?:\w+:)?process\b[^>]*\bid="([^"]+)"/)?.[1];
  if (found && found !== root.dataset.key)
    return note(words.wrongKey.replace("{found}", found));
  if (await open(text)) changed();
}
