// Files: dropped onto a form, and pictures of them that cannot be drawn.
export function startFiles() {
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const zone = event.target.closest?.("[data-drop]");
      if (!zone || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragover");
      if (name !== "drop") return;
      const input = zone.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      if (zone.dataset.drop === "send") input.form.requestSubmit();
    });
  }
  document.addEventListener("error", (event) => event.target.matches?.("img[data-thumb]") && event.target.remove(), true);
}
