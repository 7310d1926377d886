// Ctrl+K: one box to search, go and create. The server draws the results; here is only the keyboard.
import htmx from "htmx.org/dist/htmx.esm.js";

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const list = dialog.querySelector(".palette-list");
  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    htmx.trigger(input, "palette");
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) {
      event.preventDefault();
      open();
    }
    if (event.target === dialog) dialog.close();
  });
  const hits = () => [...list.querySelectorAll(".hit")];
  const choose = (hit) => {
    hits().forEach((each) => each.setAttribute("aria-selected", String(each === hit)));
    if (hit) {
      input.setAttribute("aria-activedescendant", hit.id);
      hit.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  // Whoever types fast presses Enter before the results are there: then the first of the right ones opens.
  let hurried = false;
  const current = () => list.querySelector("[data-words]")?.dataset.words === input.value.trim();
  document.addEventListener("htmx:after:swap", () => {
    if (!dialog.open) return;
    choose(hits()[0]);
    if (hurried && current()) {
      hurried = false;
      hits()[0]?.click();
    }
  });
  input.addEventListener("input", () => (hurried = false));
  input.addEventListener("keydown", (event) => {
    const all = hits();
    const at = all.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(at + by + all.length) % all.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (current()) (all[at] ?? all[0])?.click();
      else hurried = true;
    }
  });
}
