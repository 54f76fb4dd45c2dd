// The monitor refreshes itself, but never under somebody who is writing, nor with what was asked for
// before they began.
const isWrittenIn = (live) => live.querySelector("details[open]");

for (const moment of ["htmx:beforeRequest", "htmx:beforeSwap"]) {
  document.body.addEventListener(moment, (event) => {
    const { target, detail } = event;
    if (!target.matches?.("[data-live]") || !isWrittenIn(target)) return;
    if (moment === "htmx:beforeSwap") detail.shouldSwap = false;
    else event.preventDefault();
  });
}
