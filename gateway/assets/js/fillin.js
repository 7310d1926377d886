// Fill-in: a record chosen in a new form fills what is still empty from it; what was typed stays, what was filled is marked.
import { once, post, say, word } from "./dom.js";
import { addRow } from "./lines.js";

export function startFillIn() {
  document.addEventListener("input", (event) => typed(event.target));
  document.addEventListener("kapocs:picked", (event) => {
    const form = event.target.closest("form[data-fill-in]");
    if (!form) return;
    if (asks(form).includes(event.target.name)) fill(form, event.target);
    else if (event.target.value !== event.target.dataset.filled) typed(event.target);
  });
}

/** A form that comes with the record chosen already, by the link that opened it, is filled at once. */
export function bindFillIn(root) {
  once(root, "form[data-fill-in][data-fresh]", "FillIn", (form) => {
    const chosen = asks(form).map((name) => form.elements[name]).find((input) => input?.value);
    if (chosen) fill(form, chosen);
  });
}

const asks = (form) => form.dataset.fillBy.split(" ");

function typed(input) {
  if (!input.form?.dataset.fillIn || !input.name) return;
  input.dataset.typed = "1";
  unmark(input);
}

async function fill(form, source) {
  if (!source.value) return;
  const answer = await post(form.dataset.fillIn, { [source.name]: source.value });
  if (!answer.ok) return;
  const found = JSON.parse(answer.text);
  const done = found.values.filter((one) => (one.rows ? fillRows(form, one) : fillOne(form, one)));
  for (const [path, prefix] of Object.entries(found.prefixes)) {
    const [list, name] = path.split(".");
    const box = form.querySelector(`[data-lines="${list}"]`);
    const inputs = [...(box?.querySelectorAll(`[data-field="${name}"]`) ?? []), ...(box?.querySelector("template")?.content.querySelectorAll(`[data-field="${name}"]`) ?? [])];
    inputs.forEach((input) => { input.placeholder = prefix; });
  }
  if (done.length) say(word("filled"));
}

/** Nobody has typed into it: it is empty, as the fresh form had it, or as we filled it. */
function isFree(form, input) {
  if (input.dataset.typed) return false;
  const first = input.options ? [...input.options].find((option) => option.defaultSelected)?.value ?? "" : input.defaultValue;
  return input.value === "" || input.value === input.dataset.filled || (form.hasAttribute("data-fresh") && input.value === first);
}

function fillOne(form, { name, value, label }) {
  const input = form.elements[name];
  if (!input?.dataset || !isFree(form, input) || input.value === value) return false;
  input.dataset.filled = value;
  if (input.tomselect) {
    input.tomselect.addOption({ id: value, title: label || value });
    input.tomselect.setValue(value, true);
  } else input.value = value;
  mark(input);
  return true;
}

function fillRows(form, { name, rows }) {
  const box = form.querySelector(`[data-lines="${name}"]`);
  if (!box) return false;
  const boxes = () => [...box.querySelectorAll("tbody [data-field]")];
  if (boxes().some((input) => input.type !== "checkbox" && !isFree(form, input))) return false;
  box.querySelectorAll("tbody tr").forEach((row) => row.remove());
  if (box.tagName === "DETAILS") box.open = true;
  for (const row of rows) {
    const made = addRow(box);
    for (const [column, value] of Object.entries(row)) {
      const input = [...made.querySelectorAll(`[data-field="${column}"]`)].pop();
      if (!input) continue;
      if (input.type === "checkbox") input.checked = /^(1|true)$/i.test(value);
      else input.value = value;
      input.dataset.filled = input.value;
      mark(input);
    }
  }
  return true;
}

const place = (input) => input.closest("td, .field");

function mark(input) {
  const field = place(input);
  if (!field || field.classList.contains("is-filled")) return;
  field.classList.add("is-filled");
  if (!field.matches("td")) field.insertAdjacentHTML("beforeend", `<span class="filled-note">${word("filled")}</span>`);
}

function unmark(input) {
  const field = place(input);
  field?.classList.remove("is-filled");
  field?.querySelector(".filled-note")?.remove();
}
