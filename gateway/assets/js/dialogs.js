// The one dialog: a fragment swapped into it opens it; [data-close] and a finished request close it.
let opener = null;

export function startDialogs() {
  const dialog = document.getElementById("dialog");
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const asked = event.target.closest('[hx-target="#dialog"]');
    if (asked) opener = asked;
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target === dialog) dialog.close();
    const named = event.target.closest("[data-open]");
    if (named) document.getElementById(named.dataset.open)?.showModal();
  });
  document.addEventListener("htmx:after:swap", () => {
    const filled = dialog.firstElementChild !== null;
    if (filled) dialog.className = `dialog ${dialog.querySelector("[data-wide]") ? "dialog-wide" : ""}`;
    if (filled && !dialog.open) dialog.showModal();
    if (filled) dialog.querySelector('[aria-invalid="true"], [autofocus], .dialog-body :is(input:not([type=hidden]), select, textarea)')?.focus();
    if (!filled && dialog.open) dialog.close();
  });
  document.addEventListener("htmx:after:swap", () => {
    const fresh = document.querySelector(".fact-form:not([data-met])");
    if (!fresh) return;
    fresh.dataset.met = "1";
    fresh.querySelector("input:not([type=hidden]), select:not(.tomselected), textarea")?.focus();
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    if (opener?.isConnected) opener.focus();
    opener = null;
  });
  document.addEventListener("kapocs:close", () => dialog.close());
}
