// Everything a page does by itself. Pages work without it.
import "../js/htmx.js";
import "../js/asking.js";
import "../js/forms.js";
import "../js/shell.js";
import "../js/installing.js";
import "../js/worklist.js";
import "../js/bell.js";
import "../js/mentions.js";
import "../js/places.js";
