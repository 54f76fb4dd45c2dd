// The monitor refreshes itself, but never under somebody who is writing.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const live = event.target.closest?.("[data-live]");
  if (live && live === event.target && live.querySelector("details[open]")) event.preventDefault();
});
