// Small helpers for elements.

/** Returns the element with that id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Properties are set as they are; those with a dash are attributes,
 * and data holds data attributes. Text is always text, whatever a cell holds.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") {
      Object.assign(made.dataset, value);
    } else if (name.includes("-")) {
      made.setAttribute(name, value);
    } else {
      made[name] = value;
    }
  }
  made.append(...children);
  return made;
}

/**
 * Returns a text in pieces: what it quotes stands in an element of its own, so that the
 * letters of another script cannot turn the words around them.
 */
export const quoted = (text) => text.split(/(?<=[“"])([^“”"]+)(?=[”"])/).map((part, i) => i % 2 ? element("bdi", { textContent: part }) : part);

/** Returns a button that does something. */
export const button = (text, onclick, properties = {}) => element("button", { type: "button", onclick, ...properties }, ...quoted(text));

/** Returns "1 row" or "2 rows". */
export const count = (n, one, many) => `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

/** Tells what has happened, screen readers too. */
export function tell(text) {
  byId("status").textContent = text;
}

/** Shows what went wrong; nothing hides it. */
export function showError(text) {
  const place = byId("error");
  place.hidden = !text;
  place.textContent = text ? text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".") : "";
  if (text) {
    place.scrollIntoView({ block: "nearest" });
  }
}

/** Shows that the page is at work, and how far it is. */
export function showBusy(text, { rows = 0, bytes = 0, total = 0 } = {}) {
  byId("busy").hidden = !text;
  byId("busy-text").textContent = rows ? `${text} ${count(rows, "row", "rows")}` : text ?? "";
  const bar = byId("progress");
  if (total) {
    bar.value = bytes / total;
  } else {
    bar.removeAttribute("value");
  }
}
