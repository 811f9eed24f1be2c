// The rows, and the cells that are corrected in them.

import { byId, element, button, quoted, count, tell, showError, showBusy } from "./dom.js";
import { ask } from "./engine.js";

const pageSize = 25;
const manyColumns = 16;
const fewNames = 200; // up to so many are shown as a list to choose from
const answerPrefix = "answer: ";
const notSent = "not sent";
const reasons = ["It was entered twice", "It does not belong in Otus", "It was entered by mistake"];

const filters = [
  { key: "wrong", label: "To correct", none: "No row needs a correction." },
  { key: "doubtful", label: "To check", none: "No row is left to check." },
  { key: "right", label: "Checked", none: "No row has been checked and found right yet." },
  { key: "corrected", label: "Corrected", none: "No row has been corrected yet." },
  { key: "notSent", label: "Not sent", none: "All rows are sent." },
];

let overview;
let filter = "wrong"; // "row": only the one that was gone to
let kind = ""; // of problem; "": all
let listed = []; // row numbers of the filter, as it was chosen
let shownRows = 0;
let lists = {};
const cards = new Map(); // by row number
let onChange = () => {};

/** Says which names there are to choose from, and what to do when something changed. */
export function prepareGrid(names, changed) {
  lists = names;
  onChange = changed;
  for (const [column, all] of Object.entries(lists)) {
    byId(listID(column)).replaceChildren(...all.map((name) => element("option", { value: name })));
  }
}

const listID = (column) => "list-" + column.toLowerCase().replace(" ", "-");

/** Shows a file from its beginning. */
export async function showFile(first) {
  overview = first;
  kind = "";
  filter = overview.wrong.length > 0 || overview.doubtful.length === 0 ? "wrong" : "doubtful";
  showOverview();
  await showRows();
}

/** Returns today as 2023-11-30, where the person is. */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

/** Gets what the file looks like now, and shows it. */
export async function refresh(changedRows = []) {
  overview = await ask("overview");
  showOverview();
  const shown = changedRows.filter((row) => cards.has(row));
  for (const view of await ask("rows", { rows: shown })) {
    cards.get(view.row).show(view);
  }
  onChange(overview);
}

function showOverview() {
  const { ready, wrong, doubtful, leftOut, rows, notSent: skipped, stale, whole } = overview;
  byId("figures").replaceChildren(
    element("strong", { textContent: rows === 0 ? "The file has no rows. Check that the export ran. " : wrong.length === 0 ? "All rows are right. " : `${count(wrong.length, "row needs", "rows need")} a correction. ` }),
    `${count(rows, "row", "rows")} in the file` + (leftOut ? ` · ${count(leftOut, "row", "rows")} left out by the rules of your kit` : "") +
      (skipped.length ? ` · ${skipped.length.toLocaleString("en-US")} not sent` : "") +
      ` · ${ready.toLocaleString("en-US")} ready${stale ? " when the whole file was last checked" : ""}` +
      (doubtful.length ? ` · ${doubtful.length.toLocaleString("en-US")} to check` : ""),
  );
  byId("whole-file").replaceChildren(...whole.map((text) => element("li", {}, ...quoted(text))));
  byId("whole-file").hidden = whole.length === 0;
  byId("filters").replaceChildren(...filters.map(({ key, label }) =>
    button(`${label} (${overview[key].length.toLocaleString("en-US")})`, () => choose(key), { "aria-pressed": String(key === filter) })));
  for (const [id, text] of [["undo", overview.undo], ["redo", overview.redo]]) {
    byId(id).disabled = !text;
    byId(id).title = text;
  }
  showKinds();
}

/** Lists the kinds of problems that the rows of the filter have. */
function showKinds() {
  const counted = { wrong: "wrong", doubtful: "check" }[filter];
  const kinds = overview.kinds.filter((k) => k[counted] > 0);
  if (!kinds.some((k) => k.code === kind)) {
    kind = "";
  }
  byId("kind").replaceChildren(element("option", { value: "", textContent: "All problems" }),
    ...kinds.map((k) => element("option", { value: k.code, textContent: `${k.title} (${k[counted].toLocaleString("en-US")})` })));
  byId("kind").value = kind;
  byId("kind").disabled = kinds.length === 0;
}

/** Shows the rows with one kind of problem only. */
export async function chooseKind() {
  kind = byId("kind").value;
  await showRows();
  tell(count(listed.length, "row is listed.", "rows are listed."));
}

/** Shows one row, whether it has a problem or not. */
export async function goToRow(row) {
  const [view] = await ask("rows", { rows: [row] });
  filter = "row";
  kind = "";
  showOverview();
  await showRows([view.row]);
  cards.get(view.row).title.focus();
  tell(`Row ${view.row} alone is shown.`);
}

async function choose(key) {
  filter = key;
  kind = "";
  showOverview();
  [...byId("filters").children].find((b) => b.getAttribute("aria-pressed") === "true").focus();
  await showRows();
  tell(listed.length ? count(listed.length, "row is listed.", "rows are listed.") : filters.find((f) => f.key === key).none);
}

/** Lists the rows of the filter anew. */
export async function showRows(rows = undefined) {
  if (!rows && filter === "row") {
    filter = "wrong";
    showOverview();
  }
  listed = rows ?? (kind ? await ask("rowsOf", { kind, rows: overview[filter] }) : overview[filter]);
  shownRows = 0;
  cards.clear();
  byId("rows").replaceChildren();
  if (listed.length === 0) {
    byId("rows").append(element("p", { className: "none", textContent: filters.find((f) => f.key === filter).none }));
  }
  await showMore();
}

/** Lists some rows more. */
export async function showMore() {
  const next = listed.slice(shownRows, shownRows + pageSize);
  const isMore = shownRows > 0;
  shownRows += next.length;
  for (const view of await ask("rows", { rows: next })) {
    const card = new Card(view.row);
    cards.set(view.row, card);
    card.show(view);
    byId("rows").append(card.article);
  }
  byId("more").hidden = shownRows >= listed.length;
  byId("more").textContent = `Show more rows (${(listed.length - shownRows).toLocaleString("en-US")} left)`;
  if (isMore) {
    cards.get(next[0])?.title.focus();
  }
}

/** Enters something, and shows what comes of it. */
async function enter(row, cells, like = "") {
  showError();
  const slow = setTimeout(() => showBusy("Checking …"), 400);
  try {
    const changed = await ask("apply", { order: { row, cells, like, who: byId("who").value.trim(), day: today() } });
    await refresh(changed);
    const left = overview.wrong.length;
    tell((changed.length > 1 ? `${count(changed.length, "row", "rows")} changed. ` : `Row ${row} ${stateOf(row)}. `) +
      (left ? `${count(left, "row is", "rows are")} left to correct.` : "No row is left to correct."));
  } catch (error) {
    showError(error.message);
  } finally {
    clearTimeout(slow);
    showBusy();
  }
}

const stateOf = (row) => overview.wrong.includes(row) ? "still needs a correction" : overview.doubtful.includes(row) ? "is still to be checked" :
  overview.notSent.includes(row) ? "is not sent" : "is right now";

/** A card is one row on the page. Its inputs stay while the problems around them change. */
class Card {
  constructor(row) {
    this.row = row;
    this.title = element("h3", { id: `row-${row}`, tabIndex: -1 });
    this.problems = element("div", { className: "problems", id: `problems-${row}` });
    this.offer = element("div", { className: "choices" });
    this.student = element("p", { className: "student" });
    this.answered = element("div", { className: "answered" });
    this.cells = element("div", { className: "cells" });
    this.other = element("details", { className: "other" }, element("summary", { textContent: "The other columns of this row" }), element("div", { className: "cells" }));
    this.sending = element("div", { className: "sending" });
    this.article = element("article", { className: "row", "aria-labelledby": `row-${row}` }, this.title, this.problems, this.student, this.answered, this.offer, this.cells, this.other, this.sending);
    this.inputs = new Map(); // by what they correct
  }

  show(view) {
    const hadFocus = this.article.contains(document.activeElement);
    this.view = view;
    const wrong = view.problems.some((p) => p.error);
    const state = view.reason ? "not sent" : wrong ? "to correct" : view.problems.some((p) => !p.isRight) ? "to check" :
      view.changed.length ? "corrected" : view.problems.length ? "checked" : "right";
    this.article.dataset.state = state;
    this.title.replaceChildren(`Row ${this.row} `, element("span", { className: "badge", textContent: state }));
    this.showCells();
    this.problems.replaceChildren(...(view.reason ? [] : view.problems.map((p, i) => this.problem(p, i))));
    const settled = Object.keys(view.answers).filter((what) => what !== "answer: Note" && !view.problems.some((p) => p.what === what));
    this.answered.replaceChildren(...(view.reason ? [] : settled.map((what, i) => this.answer(what, `answer-${this.row}-${i}`))));
    this.student.hidden = !view.student || view.reason !== "";
    this.student.className = view.other ? "student other" : "student";
    this.student.textContent = view.student;
    this.showSending();
    if (hadFocus && !this.article.contains(document.activeElement)) {
      this.title.focus(); // the button that was pressed is gone
    }
  }

  problem(p, i) {
    const id = `problem-${this.row}-${i}`;
    const choices = p.suggestions.flatMap((s) => {
      const all = [button(label(s), () => enter(this.row, s.cells), { className: "suggestion" })];
      if (s.same > 1) {
        all.push(button(`Enter “${s.cells[0].after}”, in all ${s.same.toLocaleString("en-US")} rows`, () => enter(this.row, s.cells, s.like), { className: "suggestion" }));
      }
      return all;
    });
    if (p.right) {
      const after = p.isRight ? "" : "this is right";
      const text = p.isRight ? "Check it again" : "This is right";
      choices.push(button(text, () => enter(this.row, [{ what: p.right, after }]), { className: "suggestion" }));
      if (p.same > 1 && p.key && !p.isRight) {
        choices.push(button(`${text}, in all ${p.same.toLocaleString("en-US")} rows`, () => enter(this.row, [{ what: p.right, after }], p.key), { className: "suggestion" }));
      }
    }
    const answer = p.names || p.what.startsWith(answerPrefix) ? [this.answer(p.what, `${id}-answer`, p)] : [];
    const who = p.isRight ? "You said that this is right." : p.who ? `Who settles it: ${p.who}.` : "";
    return element("div", { className: `problem ${p.isRight ? "settled" : p.error ? "error" : "warning"}` },
      element("p", { id }, ...quoted(p.text), " ", element("span", { className: "muted who", textContent: who })),
      ...answer,
      element("div", { className: "choices" }, ...choices));
  }

  /** Returns the input for what no cell of the export says. */
  answer(what, id, problem = undefined) {
    const column = problem?.names ? problem.list : what.slice(answerPrefix.length);
    const names = problem?.names ?? lists[column] ?? [];
    const few = names.length > 0 && names.length <= fewNames;
    const input = element(few ? "select" : "input", { id, onchange: () => this.entered(input, what) });
    if (few) {
      input.append(element("option", { value: "", textContent: "Choose …" }), ...names.map((name) => element("option", { value: name, textContent: name })));
    } else if (names.length > 0) {
      input.setAttribute("list", listID(column));
    }
    input.value = this.view.answers[what] ?? "";
    if (!few) {
      input.type = "text";
      input.autocomplete = "off";
      input.addEventListener("keydown", nextOnEnter);
    }
    return element("p", { className: "line" }, element("label", { htmlFor: id, textContent: `${column} in Otus` }), " ", input);
  }

  showCells() {
    const { cells, changed, problems } = this.view;
    const few = overview.columns.length <= manyColumns;
    overview.columns.forEach((column, i) => {
      const what = String(i + 1);
      if (column.own) {
        return;
      }
      let input = this.inputs.get(what);
      const p = problems.findIndex((p) => p.what === what || p.cell === what);
      if (!input) {
        input = this.cell(column, what, cells[i]);
        (few || column.feeds || p >= 0 ? this.cells : this.other.lastChild).append(input.parentNode);
      }
      if (input.value !== cells[i] && input !== document.activeElement) {
        input.value = cells[i];
      }
      input.disabled = this.view.reason !== "";
      const bad = p >= 0 && this.view.reason === "" && !problems[p].isRight;
      input.parentNode.className = ["cell", bad && (problems[p].error ? "bad" : "doubtful"), changed.includes(what) && "changed", input.tagName === "TEXTAREA" && "wide"].filter(Boolean).join(" ");
      input.toggleAttribute("aria-invalid", bad && problems[p].error);
      if (bad) {
        input.setAttribute("aria-describedby", `problem-${this.row}-${p}`);
        if (problems[p].list in lists && (overview.template || problems[p].list === "Teacher Email") && input.tagName === "INPUT") {
          input.setAttribute("list", listID(problems[p].list));
        }
      } else {
        input.removeAttribute("aria-describedby");
      }
    });
    this.other.hidden = this.other.lastChild.childElementCount === 0;
  }

  /** Makes the input of a cell, within its label. */
  cell(column, what, text) {
    const long = text.length > 25 && column.feeds === "Note" || text.length > 40 || text.includes("\n");
    const input = element(long ? "textarea" : "input", { value: text, autocomplete: "off", spellcheck: long, dir: "auto", data: { what }, onchange: () => this.entered(input, what) });
    if (!long) {
      input.type = "text";
    } else {
      input.rows = Math.min(6, 1 + Math.floor(text.length / 50));
    }
    input.addEventListener("keydown", nextOnEnter);
    element("label", {}, element("span", { textContent: column.title || `Column ${what}` }), input);
    this.inputs.set(what, input);
    return input;
  }

  /** Takes what a person entered, and offers it for the other rows with the same problem. */
  async entered(input, what) {
    const p = this.view.problems.find((p) => (p.what === what || p.cell === what) && p.key && p.same > 1);
    const cells = [{ what, after: input.value }];
    this.offer.replaceChildren();
    await enter(this.row, cells);
    if (p) {
      const others = count(p.same - 1, "other row", "other rows");
      this.offer.append(button(`Enter “${input.value}” in the ${others} with the same problem too`, async () => {
        this.offer.replaceChildren();
        await enter(this.row, cells, p.key);
      }, { className: "suggestion" }));
    }
  }

  showSending() {
    const send = (reason) => enter(this.row, [{ what: notSent, after: reason }]);
    if (this.view.reason) {
      this.sending.replaceChildren(element("p", { className: "line" }, "This row is not sent: ", element("bdi", { textContent: this.view.reason }), ". ", button("Send it after all", () => send(""))));
      return;
    }
    const id = `reason-${this.row}`;
    const reason = element("input", { id, type: "text", autocomplete: "off" });
    const form = element("form", { className: "line", onsubmit: (event) => {
      event.preventDefault();
      if (reason.value.trim()) {
        send(reason.value.trim());
      } else {
        reason.focus();
        tell("Say why the row is not sent.");
      }
    } },
      element("label", { htmlFor: id, textContent: "Why?" }), " ",
      reason, " ", element("button", { type: "submit", textContent: "Do not send it" }),
      ...reasons.map((text) => button(text, () => send(text), { className: "suggestion" })));
    this.sending.replaceChildren(element("details", {}, element("summary", { textContent: "Do not send this row" }), form));
  }
}

/** What a suggestion's button says. */
function label(s) {
  return s.whole ? s.text : `Enter “${s.text}”`;
}

/** Enter leads to the next cell to correct. */
function nextOnEnter(event) {
  if (event.key !== "Enter" || event.target.tagName === "TEXTAREA") {
    return;
  }
  event.preventDefault();
  const all = [...document.querySelectorAll("#rows .bad input, #rows .bad textarea, #rows .problem :is(input, select)")];
  const next = all.find((other) => event.target.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (next) {
    next.focus();
  } else {
    event.target.blur();
  }
}
