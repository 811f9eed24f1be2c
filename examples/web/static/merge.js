// The work of a colleague, or of another day.

import { byId, element, button, count, tell, showError } from "./dom.js";
import { ask } from "./engine.js";
import { refresh, showRows } from "./grid.js";

/** Adds a work file. If it says something else than what is here, a person chooses. */
export async function addWork(work) {
  hideConflicts();
  const conflicts = await ask("conflicts", {}, work.slice());
  if (conflicts.length === 0) {
    await merge(work, []);
    return;
  }
  const form = element("form", { onsubmit: async (event) => {
    event.preventDefault();
    const take = conflicts.filter((_, i) => form.elements[`conflict-${i}`].value === "theirs").map((c) => c.id);
    hideConflicts();
    await merge(work, take);
  } });
  form.append(
    element("h3", { textContent: count(conflicts.length, "difference", "differences") }),
    element("p", { textContent: "You and your colleague entered different things. Choose one for each." }),
    ...conflicts.map((conflict, i) => choiceOf(conflict, i)),
    element("p", { className: "line" }, element("button", { type: "submit", className: "main", textContent: "Add the work" }), " ",
      button("Do not add it", () => {
        hideConflicts();
        byId("colleague").value = "";
        tell("The work file was not added.");
        byId("colleague").focus();
      })));
  byId("conflicts").replaceChildren(form);
  byId("conflicts").hidden = false;
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("input").focus();
  tell(`${count(conflicts.length, "difference", "differences")} to decide.`);
}

/** Takes the differences away, which another file has made meaningless. */
export function hideConflicts() {
  byId("conflicts").hidden = true;
  byId("conflicts").replaceChildren();
}

function choiceOf({ row, mine, theirs }, i) {
  const option = (value, edits, checked) => element("label", { className: "option" },
    element("input", { type: "radio", name: `conflict-${i}`, value, checked }), " ",
    ...edits.flatMap((e, i) => [i ? "; " : "", `${e.column}: “`, element("bdi", { textContent: e.after }), `” (${e.who || "no name"}, ${usDate(e.day)})`]));
  return element("fieldset", {}, element("legend", { textContent: `Row ${row}` }), option("mine", mine, true), option("theirs", theirs, false));
}

const usDate = (day) => day.replace(/^(\d+)-(\d+)-(\d+)$/, "$2/$3/$1");

async function merge(work, take) {
  try {
    const changed = await ask("merge", { take }, work.slice());
    await refresh();
    await showRows();
    tell(changed.length ? `${count(changed.length, "row has", "rows have")} the corrections of the work file.` : "The work file has nothing that is not here already.");
  } catch (error) {
    showError(error.message);
  }
}
