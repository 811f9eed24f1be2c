// The page can be read without this: it filters and sorts what is there.
(() => {
  "use strict";
  const tools = document.getElementById("tools");
  if (!tools) return;
  const text = document.getElementById("filter-text");
  const kind = document.getElementById("filter-kind");
  const order = document.getElementById("order");
  const shown = document.getElementById("shown");
  const items = [...document.querySelectorAll("[data-kind]")].map((el) => ({
    el, kinds: el.dataset.kind.split(" "), ...words(el),
  }));

  // words are what is searched: of a card with a table its own words, and those of each row.
  function words(el) {
    const rows = [...el.querySelectorAll(".values tbody tr")].map((row) => ({ el: row, text: row.textContent.toLowerCase() }));
    const own = rows.length ? [...el.children].filter((part) => !part.matches(".values, .box")) : [el];
    return { rows, text: own.map((part) => part.textContent).join(" ").toLowerCase() };
  }

  // linked is the row that a link led to: it shows, whether it fits or not.
  function filter(linked) {
    const want = text.value.trim().toLowerCase();
    let count = 0;
    for (const item of items) {
      const whole = item.text.includes(want);
      for (const row of item.rows) row.el.hidden = !whole && !row.text.includes(want);
      const fits = (!kind.value || item.kinds.includes(kind.value)) && (whole || item.rows.some((row) => !row.el.hidden));
      item.el.hidden = !fits && item.el !== linked;
      if (!item.el.hidden) count++;
    }
    for (const part of document.querySelectorAll("section.filtered")) {
      const some = part.querySelector("[data-kind]:not([hidden])");
      part.querySelector(".none").hidden = Boolean(some);
    }
    shown.textContent = want || kind.value ? `${count} of ${items.length} shown` : "";
  }

  function sort() {
    const by = order.value === "count"
      ? (a, b) => b.dataset.count - a.dataset.count || a.dataset.order - b.dataset.order
      : (a, b) => a.dataset.order - b.dataset.order;
    for (const list of document.querySelectorAll(".cards")) {
      list.append(...[...list.children].sort(by));
    }
  }

  // follow shows what a link leads to where the filter hides it.
  function follow(hash) {
    const target = document.getElementById(hash.slice(1));
    const row = target && target.closest("[data-kind]");
    if (!row || !row.hidden) return;
    filter(row);
    target.scrollIntoView();
  }

  text.addEventListener("input", () => filter());
  kind.addEventListener("change", () => filter());
  order.addEventListener("change", sort);
  tools.hidden = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) follow(link.hash); // also a second time, when the address stays
  });
  window.addEventListener("hashchange", () => follow(location.hash));
  filter(); // a browser may keep the inputs' values over a reload
  sort();
  follow(location.hash);
})();
