// Picking rows: the bar with bulk actions shows while something is picked; Shift picks a range.
let last = null;

export function startSelection() {
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-pick]");
    if (box && event.shiftKey && last?.isConnected) range(last, box);
    if (box) last = box;
  });
  document.addEventListener("change", (event) => {
    const all = event.target.closest?.("[data-pick-all]");
    if (all) picks().forEach((box) => (box.checked = all.checked));
    if (all || event.target.closest?.("[data-pick]")) show();
    if (event.target.matches?.("[data-bulk-field]")) chooseField(event.target);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-pick-none]")) return;
    picks().forEach((box) => (box.checked = false));
    show();
  });
  document.addEventListener("htmx:after:swap", () => {
    show();
    document.querySelectorAll("#dialog [data-bulk-field]").forEach(chooseField);
  });
  show();
}

const picks = () => [...document.querySelectorAll("[data-pick]")];

function range(from, to) {
  const all = picks();
  const [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
  for (const box of all.slice(a, b + 1)) box.checked = to.checked;
}

function show() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const all = picks();
  const on = all.filter((box) => box.checked);
  bar.hidden = on.length === 0;
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = on.length;
  for (const box of all) box.closest("[data-row]")?.classList.toggle("is-on", box.checked);
  const head = document.querySelector("[data-pick-all]");
  if (head) {
    head.checked = on.length > 0 && on.length === all.length;
    head.indeterminate = on.length > 0 && on.length < all.length;
  }
}

function chooseField(select) {
  for (const part of document.querySelectorAll("[data-for-field]")) {
    part.hidden = part.dataset.forField !== select.value;
    part.querySelectorAll("input, select, textarea").forEach((input) => {
      input.disabled = part.hidden;
      input.tomselect?.[part.hidden ? "disable" : "enable"]();
    });
  }
}
