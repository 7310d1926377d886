// <select data-picker="/pick/…"> becomes a box that searches on the server as one types.
import TomSelect from "tom-select/dist/js/tom-select.complete.min.js";
import { once, word } from "./dom.js";

export function bindPickers(root) {
  once(root, "select[data-picker]", "Picker", (select) => {
    const named = select.labels?.[0]?.textContent?.trim() ?? select.getAttribute("aria-label") ?? "";
    const picker = new TomSelect(select, {
      valueField: "id",
      labelField: "title",
      searchField: [],
      maxOptions: 50,
      preload: "focus",
      placeholder: select.dataset.placeholder ?? "",
      allowEmptyOption: false,
      plugins: select.required ? [] : { clear_button: { title: word("clear") } },
      load: (text, done) => {
        fetch(`${select.dataset.picker}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } })
          .then((response) => (response.ok ? response.json() : []))
          .then((found) => done(found))
          .catch(() => done());
      },
      shouldLoad: () => true,
      render: {
        option: (item, escape) => `<div class="option">${escape(item.title ?? item.text ?? "")}${item.sub ? ` <span class="sub">${escape(item.sub)}</span>` : ""}</div>`,
        item: (item, escape) => `<div>${escape(item.title ?? item.text ?? "")}</div>`,
        no_results: () => `<div class="no-results">${word("nothing")}</div>`,
        loading: () => `<div class="no-results">…</div>`,
      },
      onChange(value) {
        const item = this.options[value];
        select.dispatchEvent(new CustomEvent("kapocs:picked", { bubbles: true, detail: item ?? null }));
      },
    });
    picker.on("type", () => picker.clearOptions((option) => picker.items.includes(option.id)));
    select.setAttribute("aria-hidden", "true");
    if (named) picker.control_input.setAttribute("aria-label", named);
    if (select.getAttribute("aria-describedby")) picker.control_input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
  });
}

// <input data-tags="/…/tags"> becomes a row of tags; those in use are offered, new ones are made with a comma or Enter.
export function bindTags(root) {
  once(root, "input[data-tags]", "Tags", (input) => {
    const named = input.labels?.[0]?.textContent?.trim() ?? input.getAttribute("aria-label") ?? "";
    input.value = input.value.split(",").map((tag) => tag.trim()).join(",");
    const box = new TomSelect(input, {
      valueField: "tag",
      labelField: "tag",
      searchField: ["tag"],
      delimiter: ",",
      splitOn: /[,;\n]/,
      create: true,
      createOnBlur: true,
      persist: false,
      hidePlaceholder: true,
      closeAfterSelect: true,
      preload: "focus",
      shouldLoad: () => true,
      plugins: { remove_button: { title: word("remove") } },
      load: (text, done) => {
        fetch(`${input.dataset.tags}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } })
          .then((response) => (response.ok ? response.json() : []))
          .then((found) => done(found))
          .catch(() => done());
      },
      render: {
        option: (item, escape) => `<div class="option">${escape(item.tag)}</div>`,
        item: (item, escape) => `<div>${escape(item.tag)}</div>`,
        option_create: (item, escape) => `<div class="create">${word("new-tag")} <b>${escape(item.input)}</b></div>`,
        no_results: () => "",
        loading: () => "",
      },
      onItemAdd() {
        this.setTextboxValue("");
        setTimeout(() => this.close());
      },
    });
    input.setAttribute("aria-hidden", "true");
    if (named) box.control_input.setAttribute("aria-label", named);
    if (input.getAttribute("aria-describedby")) box.control_input.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
  });
}

// <select data-searchable> of many options, with headings, is searched in place as one types.
export function bindSearchable(root) {
  once(root, "select[data-searchable]", "Searchable", (select) => {
    const named = select.getAttribute("aria-label") ?? "";
    const box = new TomSelect(select, {
      maxOptions: null,
      placeholder: select.dataset.placeholder ?? "",
      allowEmptyOption: false,
      render: { no_results: () => `<div class="no-results">${word("nothing")}</div>` },
    });
    select.setAttribute("aria-hidden", "true");
    if (named) box.control_input.setAttribute("aria-label", named);
  });
}
