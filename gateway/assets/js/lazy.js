// Charts are heavy, so they are fetched only by a page that has one.
import { once } from "./dom.js";

export function bindCharts(root) {
  once(root, "[data-swap-view]", "Swap", (card) => {
    const button = card.querySelector("[data-as-table]");
    const show = (table) => {
      button.setAttribute("aria-pressed", String(table));
      card.querySelector(".chart").hidden = table;
      card.querySelector(".chart-table").hidden = !table;
    };
    button.addEventListener("click", () => show(button.getAttribute("aria-pressed") !== "true"));
    show(false);
  });
  once(root, "[data-chart]", "Chart", async (holder) => {
    const { draw } = await import("../charts.js");
    draw(holder);
  });
}
