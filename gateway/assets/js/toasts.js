// Toasts: those the server rendered go away by themselves, others come by the HX-Trigger event `kapocs:toast`.
const LIFE = 7000;

export function startToasts() {
  const place = document.getElementById("toasts");
  if (!place) return;
  const tend = () => {
    for (const toast of place.querySelectorAll(".toast-msg:not([data-tended])")) {
      toast.dataset.tended = "1";
      let timer = setTimeout(() => toast.remove(), LIFE);
      toast.addEventListener("pointerenter", () => clearTimeout(timer));
      toast.addEventListener("focusin", () => clearTimeout(timer));
      toast.addEventListener("pointerleave", () => (timer = setTimeout(() => toast.remove(), LIFE / 2)));
      toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
    }
  };
  new MutationObserver(tend).observe(place, { childList: true });
  tend();
  document.addEventListener("kapocs:toast", (event) => toast(event.detail.words ?? event.detail.value, event.detail.bad));
  document.addEventListener("htmx:error", () => document.documentElement.classList.remove("is-loading"));
  document.addEventListener("htmx:before:request", () => document.documentElement.classList.add("is-loading"));
  document.addEventListener("htmx:finally:request", () => document.documentElement.classList.remove("is-loading"));
}

export function toast(words, bad = false) {
  const place = document.getElementById("toasts");
  const pattern = document.getElementById(bad ? "toast-bad" : "toast-good");
  const made = pattern.content.firstElementChild.cloneNode(true);
  made.querySelector(".words").textContent = words;
  place.append(made);
}
