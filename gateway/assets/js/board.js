// Kanban: dragging posts the card's new column; the buttons on the card do the same without a mouse.
import Sortable from "sortablejs";
import htmx from "htmx.org/dist/htmx.esm.js";
import { once, say, word } from "./dom.js";
import { post } from "./dom.js";
import { toast } from "./toasts.js";

export function bindBoard(root) {
  once(root, "[data-board-cards]", "Board", (column) => {
    Sortable.create(column, {
      group: "board",
      animation: 140,
      delay: 120,
      delayOnTouchOnly: true,
      filter: "a, button, summary",
      preventOnFilter: false,
      draggable: ".board-card",
      onEnd: ({ item, from, to, oldIndex }) => from !== to && moved(item, from, to, oldIndex),
    });
  });
}

async function moved(card, from, to, at) {
  document.getElementById("board").setAttribute("aria-busy", "true");
  const values = { value: to.dataset.boardCards, version: card.dataset.version, back: location.pathname + location.search };
  const answer = await post(card.dataset.move, values).catch(() => ({ ok: false }));
  if (!answer.ok) {
    from.insertBefore(card, from.children[at] ?? null);
    document.getElementById("board").removeAttribute("aria-busy");
    const asked = answer.headers?.get("X-Ask");
    if (asked) return htmx.ajax("GET", asked, { target: "#dialog" });
    toast(answer.headers?.get("X-Words") ? decodeURIComponent(answer.headers.get("X-Words")) : word("not-moved"), true);
    return;
  }
  say(word("moved"));
  htmx.ajax("GET", location.href, { target: "#board", swap: "outerHTML" });
}
