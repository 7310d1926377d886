// Forms: no double send, a warning before losing work, selects that submit, values that follow others.
let dirty = false;

export function startForms() {
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) dirty = true;
  });
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.formTarget && button.formTarget !== "_self") return;
    dirty = false;
    if (!button || event.defaultPrevented || event.target.closest("[hx-post],[hx-get],[hx-patch]")) return;
    setTimeout(() => button.setAttribute("aria-disabled", "true"));
  });
  addEventListener("pageshow", () => document.querySelectorAll('.btn[aria-disabled="true"][type=submit]').forEach((b) => b.removeAttribute("aria-disabled")));
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form?.requestSubmit();
    if (event.target.matches("[data-preview-theme]")) document.documentElement.dataset.theme = event.target.value;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
    if (event.key === "Escape") event.target.closest?.("form")?.querySelector("[data-cancel]")?.click();
  });
  document.addEventListener("change", (event) => {
    const group = event.target.closest?.("[data-reply]");
    if (group && event.target.name === "internal") group.classList.toggle("is-note", event.target.value === "1" && event.target.checked);
  });
  document.addEventListener("input", (event) => event.target.matches?.('[data-field="postal_code"]') && fillPlace(event.target));
  let waiting;
  document.addEventListener("input", (event) => {
    if (!event.target.closest("[data-preview]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => event.target.form.requestSubmit(document.getElementById("preview-button")), 500);
  });
}

/** A Hungarian postal code tells the place and the county, where nothing is written yet. */
async function fillPlace(input) {
  const row = input.closest("tr, .form-grid, form");
  const find = (name) => row?.querySelector(`[data-field="${name}"]`);
  const [country, city, region] = ["country", "city", "region"].map(find);
  const code = input.value.trim();
  if (!city || city.value || !/^\d{4}$/.test(code) || (country && !["", "HU"].includes(country.value))) return;
  const answer = await fetch(`/postal-code/${code}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  if (found.city && !city.value) city.value = found.city;
  if (found.region && region && !region.value) region.value = found.region;
}
