// What every page needs. Each module looks after its own attributes, in the page and in every swapped fragment.
import htmx from "htmx.org/dist/htmx.esm.js";
import { onLoad } from "./js/dom.js";
import { startMenus, startSidebar } from "./js/menus.js";
import { startDialogs } from "./js/dialogs.js";
import { startToasts } from "./js/toasts.js";
import { startPalette } from "./js/palette.js";
import { startKeys } from "./js/keys.js";
import { startSelection } from "./js/selection.js";
import { startForms } from "./js/forms.js";
import { startFillIn, bindFillIn } from "./js/fillin.js";
import { startFiles } from "./js/files.js";
import { bindPickers, bindTags, bindSearchable } from "./js/pickers.js";
import { bindLines } from "./js/lines.js";
import { bindBoard } from "./js/board.js";
import { bindCharts } from "./js/lazy.js";

window.htmx = htmx;
document.documentElement.classList.remove("no-js");

for (const start of [startMenus, startSidebar, startDialogs, startToasts, startPalette, startKeys, startSelection, startForms, startFiles, startFillIn]) start();
for (const bind of [bindSearchable, bindPickers, bindTags, bindLines, bindBoard, bindCharts, bindFillIn]) onLoad(bind);
