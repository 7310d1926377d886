// Rows of a document: add, remove, move; a picked product fills its row; totals come from the server.
import htmx from "htmx.org/dist/htmx.esm.js";
import Sortable from "sortablejs";
import { once, say, word } from "./dom.js";

export function bindLines(root) {
  once(root, "[data-lines]", "Lines", (box) => {
    const body = box.querySelector("tbody");
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-line]");
      if (!button) return;
      event.preventDefault();
      ACTIONS[button.dataset.line](box, body, button.closest("tr"));
      changed(box);
    });
    box.addEventListener("kapocs:picked", (event) => fill(event.target.closest("tr"), event.target, event.detail));
    Sortable.create(body, { handle: ".handle", animation: 120, ghostClass: "moving", onEnd: () => changed(box) });
  });
}

/** An empty row at the end of a table of rows. */
export function addRow(box) {
  const body = box.querySelector("tbody");
  const made = box.querySelector("template").content.firstElementChild.cloneNode(true);
  const key = `n${Date.now().toString(36)}${body.children.length}`;
  made.querySelectorAll("[name], [id], [for], [aria-describedby]").forEach((element) => {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replaceAll("__new__", key));
    }
  });
  body.append(made);
  htmx.process(made);
  document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail: { ctx: { target: made } } }));
  return made;
}

const ACTIONS = {
  add: (box) => {
    const made = addRow(box);
    made.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    say(word("row-added"));
  },
  remove: (box, body, row) => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-line=remove]") ?? box.querySelector("[data-line=add]"))?.focus();
    say(word("row-removed"));
  },
  up: (box, body, row) => { row.previousElementSibling?.before(row); row.querySelector("[data-line=up]").focus(); },
};

function fill(row, picker, item) {
  if (!row || !item?.fills) return;
  for (const [name, value] of Object.entries(item.fills)) {
    const input = row.querySelector(`[data-field="${name}"]`);
    if (input && input !== picker && value !== null) input.value = value;
  }
  changed(row.closest("[data-lines]"));
}

function changed(box) {
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
