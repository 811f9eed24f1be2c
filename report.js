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
    el, kinds: el.dataset.kind.split(" "), text: el.textContent.toLowerCase(),
  }));

  function filter() {
    const want = text.value.trim().toLowerCase();
    let count = 0;
    for (const item of items) {
      const fits = (!kind.value || item.kinds.includes(kind.value)) && item.text.includes(want);
      item.el.hidden = !fits;
      if (fits) count++;
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

  text.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  order.addEventListener("change", sort);
  tools.hidden = false;
  filter(); // a browser may keep the inputs' values over a reload
  sort();
})();
