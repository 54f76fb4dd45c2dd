// Report-in on a phone: the list, the form of one arrival, and what waits on this device.
import { Outbox } from "../js/field/outbox.js";
import { Report } from "../js/field/report.js";

const place = document.querySelector("[data-outbox]");
const form = document.querySelector("[data-field-report]");
const outbox = new Outbox(place);

if (form) {
  const report = new Report(form, outbox);
  if (new URLSearchParams(location.search).has("again")) report.again();
}
outbox.send();
