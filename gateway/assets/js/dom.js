// Small helpers: bind what arrives, speak to the server, speak to the screen reader.

/** Run `bind(root)` on the page and on every fragment that htmx brings. */
export function onLoad(bind) {
  bind(document);
  document.addEventListener("htmx:after:swap", (event) => bind(event.detail?.ctx?.target?.isConnected ? event.detail.ctx.target : document));
}

/** Each element of `root` that matches, once in its life. */
export function once(root, selector, name, action) {
  const found = [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  for (const element of found) {
    const mark = `bound${name}`;
    if (element.dataset[mark]) continue;
    element.dataset[mark] = "1";
    action(element);
  }
}

export const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** A word of the page's language, put into the page by the server. */
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? name;
}

/** Post a form's worth of values; the answer's text and whether it went well. */
export async function post(url, values) {
  const response = await fetch(url, {
    method: "POST",
    keepalive: true,
    headers: { "X-CSRF-Token": csrf(), "HX-Request": "true" },
    body: values instanceof FormData ? values : new URLSearchParams(values),
  });
  return { ok: response.ok, status: response.status, text: await response.text(), headers: response.headers };
}

export const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function say(text) {
  const line = document.getElementById("live");
  if (line) line.textContent = text;
}
