// A list asked for while one goes on ticking or writing beside it: the answer to what was said
// before undoes nothing; it is asked for again with what stands there now. And what follows from a
// choice (#then) cannot be confirmed while another choice is asked about.
const said = (form) => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target?.matches("form")) detail.xhr.saidWhenAsked = said(detail.target);
  if (detail.target?.matches("#then")) detail.target.inert = true;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.target?.matches("#then")) detail.target.inert = false;
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { saidWhenAsked } = detail.xhr;
  if (saidWhenAsked === undefined || saidWhenAsked === said(detail.target)) return;
  detail.shouldSwap = false;
  window.htmx.trigger(detail.requestConfig.elt, "submit");
});
