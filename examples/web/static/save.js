// The files that are saved.

import { byId, element, button, count, tell, showError, showBusy } from "./dom.js";
import { callWorker, ask } from "./engine.js";
import { refresh, showRows } from "./grid.js";

const about = [
  ["template.csv", ({ ready }) => `The finished template: ${count(ready, "row", "rows")} to share with the Otus team.`],
  ["rejects.csv", ({ wrong }) => `The ${count(wrong.length, "row", "rows")} left to correct, each with its problem.`],
  ["report.html", () => "The report on the whole file."],
  ["decisions.csv", () => "Who corrected what, and when."],
  ["work.json", () => "Your corrections, to go on with later or on another computer."],
  ["corrected-export.csv", () => "Your file with the corrections in it."],
  ["missing.json", () => "Names that the kit lacks, for your data person."],
];

let saved = true; // the work file holds all corrections
let stale = false; // the rows on the page were last checked one by one

/** Reports whether everything is saved. */
export const isSaved = () => saved;

/** Says that the corrections are those of a file. */
export function markSaved() {
  saved = true;
}

/** Lists the files. */
export function showFiles(overview, base) {
  saved = overview.undo === "";
  stale = overview.stale;
  byId("files").replaceChildren(...about.map(([name, text]) =>
    element("li", {}, button(`Save ${name}`, () => save(name, name)), " ", text(overview))));
  const open = [[overview.wrong, "to correct"], [overview.doubtful, "to check"]].filter(([rows]) => rows.length > 0)
    .map(([rows, what]) => `${count(rows.length, "row is", "rows are")} left ${what}.`);
  byId("left").textContent = [...open, overview.wrong.length ? "Only the rows that are ready go into template.csv." : "", overview.doubtful.length ? "Check these rows before you share: they are in it." : ""].filter(Boolean).join(" ");
  byId("left").hidden = open.length === 0;
  byId("save-all").onclick = () => save("all.zip", `${base} for Otus.zip`);
}

/** Puts the name to the corrections that have none. */
export async function signAll() {
  const name = byId("who").value.trim();
  if (name) {
    await ask("sign", { name });
  }
}

async function save(name, as) {
  showError();
  showBusy("Making the files …");
  try {
    await signAll();
    const { file } = await callWorker("save", { name }, undefined, (p) => showBusy("Making the files …", p));
    const link = element("a", { href: URL.createObjectURL(new Blob([file])), download: as });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    const all = saved || ["work.json", "all.zip"].includes(name);
    if (stale) { // the whole file was checked to make the files, and more may be to correct
      await refresh();
      await showRows();
      [...byId("files").querySelectorAll("button")].find((b) => b.textContent === `Save ${name}`)?.focus(); // the one that was pressed is gone
    }
    saved = all;
    tell(`${as} is saved where your browser puts downloads.${byId("who").value.trim() ? "" : " Your name is not in it: enter it above, and save again."}`);
  } catch (error) {
    showError(error.message);
  } finally {
    showBusy();
  }
}
