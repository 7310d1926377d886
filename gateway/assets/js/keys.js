// Keyboard: / search, j k move, o or Enter open, x pick, e edit, c create, g then a letter go, ? help.
import { typing } from "./dom.js";

let row = -1;

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const action = KEYS[event.key];
    if (action && action(event) !== false) event.preventDefault();
  });
}

const click = (selector) => {
  const found = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  found?.click();
  return Boolean(found);
};

const rows = () => [...document.querySelectorAll("[data-row]")];

function move(by) {
  const all = rows();
  if (!all.length) return false;
  row = Math.max(0, Math.min(all.length - 1, (all[row]?.classList.contains("is-here") ? row : -1) + by));
  all.forEach((each, at) => each.classList.toggle("is-here", at === row));
  const link = all[row].querySelector("[data-open-row]");
  link?.focus({ preventScroll: true });
  all[row].scrollIntoView({ block: "nearest" });
  return true;
}

const here = () => document.querySelector("[data-row].is-here");

const KEYS = {
  "/": () => {
    const box = document.querySelector("[data-list-search]") ?? document.getElementById("global-search");
    box?.focus();
    box?.select();
  },
  j: () => move(1),
  k: () => move(-1),
  o: () => { const link = here()?.querySelector("[data-open-row]"); link?.click(); return Boolean(link); },
  x: () => { const box = here()?.querySelector("[data-pick]"); box?.click(); return Boolean(box); },
  e: () => click("[data-key=e]"),
  c: () => click("[data-key=c]"),
  "?": () => document.getElementById("keys-help")?.showModal(),
};
