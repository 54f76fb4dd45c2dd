// Everything a page does by itself. Pages work without it.
import htmx from "htmx.org/dist/htmx.esm.js";

import "../js/forms.js";
import "../js/shell.js";
import "../js/worklist.js";

window.htmx = htmx;

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
