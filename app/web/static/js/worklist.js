// The worklist: rows by keyboard, the case beside the list, many rows at once, what has changed
// meanwhile, results while one types. Every part works on whatever list is drawn at the moment.
import { startKeys } from "./worklist/keys.js";
import { startLive } from "./worklist/live.js";
import { startPicking } from "./worklist/picking.js";
import { startRows } from "./worklist/rows.js";
import { startSearch } from "./worklist/search.js";
import { startSheets } from "./worklist/sheets.js";

if (document.querySelector("[data-work]")) {
  startRows();
  startPicking();
  startSearch();
  startSheets();
  startLive();
  startKeys();
}
