// A step clicked on the diagram in the frame is chosen in the list beside it.
window.addEventListener("message", (event) => {
  if (event.origin !== location.origin || !event.data?.pick) return;
  const box = document.querySelector(`[data-place="${CSS.escape(event.data.pick)}"]`);
  if (!box) return;
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.focus();
});
