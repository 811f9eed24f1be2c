// Questions for one teacher, on paper.

import { byId, element, quoted, count } from "./dom.js";
import { ask } from "./engine.js";

let teachers = [];

/** Lists the teachers who have rows to correct. */
export async function listTeachers() {
  teachers = await ask("teachers");
  byId("teacher").replaceChildren(...teachers.map(({ name, rows }, i) =>
    element("option", { value: i, textContent: `${name || "Teacher not known for sure"} (${count(rows.length, "row", "rows")})` })));
  byId("teachers").hidden = false;
  byId("teacher").focus();
}

/** Hides the list, which a change has made an old one. */
export function hideTeachers(overview) {
  byId("ask").hidden = overview.wrong.length + overview.doubtful.length === 0;
  byId("teachers").hidden = true;
}

/** Prints the questions for the teacher who is chosen. */
export async function printQuestions(overview) {
  const { name, rows } = teachers[Number(byId("teacher").value)];
  const views = await ask("rows", { rows });
  byId("paper").replaceChildren(
    element("h1", { textContent: `Questions for ${name || "a teacher"}` }),
    element("p", { textContent: `From ${byId("who").value.trim() || "the office"}, ${new Date().toLocaleDateString("en-US")}. Please write your answer below each row, and give the paper back. It holds data about students.` }),
    ...views.map((view) => questionOf(view, overview.columns)));
  // Whose rows they are without a teacher is not known: each goes on a sheet of its own.
  byId("paper").className = name ? "" : "apart";
  document.body.classList.add("printing");
  window.print();
}

/** Clears the paper, so that the page itself can be printed and nothing of it stays. */
export function clearPaper() {
  document.body.classList.remove("printing");
  byId("paper").replaceChildren();
}

function questionOf(view, columns) {
  const cells = columns.flatMap((column, i) => column.own || view.cells[i].trim() === "" ? [] : [element("dt", { textContent: column.title }), element("dd", { textContent: view.cells[i] })]);
  return element("section", {},
    element("h2", { textContent: `Row ${view.row}` }),
    element("dl", {}, ...cells),
    ...view.problems.filter((p) => !p.isRight).flatMap((p) => {
      const choices = p.suggestions.filter((s) => !s.whole).map((s) => s.text);
      return [
        element("p", { className: "question" }, ...quoted(p.text)),
        ...(choices.length > 1 ? [element("p", { textContent: `It may be: ${choices.join(", ")}.` })] : []),
      ];
    }),
    element("p", { className: "answer", textContent: "Your answer:" }));
}
