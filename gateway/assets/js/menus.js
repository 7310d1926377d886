// <details class="menu"> as menus: one open at a time, closed by Escape, a click outside or a choice.

export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      const inside = menu.contains(event.target);
      const chosen = inside && event.target.closest("a.menu-item, button.menu-item") && !event.target.closest("[data-stay]");
      if (!inside || chosen) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu[open]") ?? document.querySelector("details.menu[open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    } else if (/^Arrow(Down|Up)$/.test(event.key) && menu.contains(event.target) && !event.target.matches("select, textarea")) {
      step(menu, event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
  });
  document.addEventListener("toggle", (event) => event.target.matches?.("details.menu") && event.target.open && keepInside(event.target), true);
}

function step(menu, by) {
  const items = [...menu.querySelectorAll(".menu-pop :is(a, button, input, select):not([disabled])")];
  const at = items.indexOf(document.activeElement);
  items[(at + by + items.length) % items.length]?.focus();
}

function keepInside(menu) {
  const pop = menu.querySelector(".menu-pop");
  if (!pop) return;
  menu.classList.remove("menu-flip");
  const box = pop.getBoundingClientRect();
  if (box.right > innerWidth - 8) menu.classList.add("menu-end");
  else if (box.left < 8) menu.classList.remove("menu-end");
}

export function startSidebar() {
  const side = document.getElementById("side");
  if (!side) return;
  const set = (open) => {
    side.classList.toggle("is-open", open);
    document.querySelector(".bar-menu")?.setAttribute("aria-expanded", String(open));
    if (open) side.querySelector("a")?.focus();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest(".bar-menu")) {
      event.preventDefault();
      set(!side.classList.contains("is-open"));
    } else if (event.target.closest(".side-scrim")) {
      event.preventDefault();
      set(false);
    }
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && side.classList.contains("is-open") && set(false));
}
