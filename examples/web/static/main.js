// The page: opens the files, and shows the rest when they are there.

import { byId, count, tell, showError, showBusy } from "./dom.js";
import { startWorker, ask } from "./engine.js";
import { prepareGrid, showFile, refresh, showMore, chooseKind, goToRow } from "./grid.js";
import { listTeachers, hideTeachers, printQuestions, clearPaper } from "./questions.js";
import { toggleReport, hideReport } from "./report.js";
import { addWork, hideConflicts } from "./merge.js";
import { showFiles, isSaved, markSaved, signAll } from "./save.js";

let latest; // the overview
let fileName = "";
let pendingWork; // a work file that waits for its export
let pendingExport; // an export that waits for the kit

/** Does something that may fail, and says that the page is at work. */
async function attempt(text, doIt) {
  showError();
  showBusy(text);
  try {
    await doIt();
  } catch (error) {
    showError(error.message);
  } finally {
    showBusy();
  }
}

async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error(`“${file.name}” could not be read. If it is a folder, because your computer opened a zip file by itself, choose the zip file. If the file is open in another program, close it there.`);
  }
}

async function openKit(file) {
  await attempt("Opening the kit …", async () => {
    const { lists, open } = await ask("openKit", {}, await bytesOf(file));
    prepareGrid(lists, changed);
    byId("kit-state").textContent = `Open: ${file.name}`;
    byId("kit-box").dataset.state = "open";
    byId("export-file").disabled = false;
    if (open) {
      hideConflicts();
      await showFile(open);
      changed(open);
      tell("The kit is open, and your file is checked with it. Your corrections are still there.");
      return;
    }
    byId("export-state").textContent = pendingExport ? `${pendingExport.name} is next.` : "A CSV file.";
    tell("The kit is open. Now open your export.");
  });
  if (pendingExport && !byId("export-file").disabled) {
    const waiting = pendingExport;
    pendingExport = undefined;
    await openExport(waiting);
  }
}

async function openExport(file) {
  if (byId("export-file").disabled) {
    pendingExport = file;
    byId("export-state").textContent = `${file.name} waits for the kit.`;
    return;
  }
  if (latest && !isSaved() && !window.confirm("Your corrections are not saved. Open another file all the same?")) {
    return;
  }
  await attempt("Checking …", async () => {
    latest = await ask("openFile", { name: file.name }, await bytesOf(file), (p) => showBusy("Checking …", p));
    fileName = file.name;
    hideConflicts();
    byId("export-state").textContent = `Open: ${file.name}`;
    byId("export-box").dataset.state = "open";
    for (const id of ["work", "save", "together"]) {
      byId(id).hidden = false;
    }
    await showFile(latest);
    changed(latest);
    tell(latest.wrong.length ? `The file is checked. ${count(latest.wrong.length, "row needs", "rows need")} a correction.` :
      latest.rows ? "The file is checked. No row needs a correction." : "The file has no rows.");
    byId("verdict").scrollIntoView();
    if (pendingWork) {
      const { file: workFile, work } = pendingWork;
      pendingWork = undefined;
      await addOwnWork(workFile, work);
    }
  });
}

async function openWork(file) {
  await attempt("Opening the work file …", async () => {
    const work = await bytesOf(file);
    const name = await ask("exportOf", {}, work.slice());
    if (latest) {
      await addOwnWork(file, work);
      return;
    }
    byId("work-state").textContent = `${file.name} waits for ${name}.`;
    pendingWork = { file, work };
    tell(`Now open the export that this work belongs to: ${name}`);
  });
}

/** Goes on with the work of another day. */
async function addOwnWork(file, work) {
  const first = latest.undo === "";
  byId("work-state").textContent = `${file.name} could not be used.`;
  await addWork(work);
  byId("work-state").textContent = `Open: ${file.name}`;
  byId("work-box").dataset.state = "open";
  if (first) {
    markSaved();
  }
}

/** Shows what follows from a change. */
function changed(overview) {
  latest = overview;
  showFiles(overview, fileName.replace(/\.[^.]*$/, ""));
  hideTeachers(overview);
  hideReport();
}

/** Opens files by what they are, in whatever order they come. */
async function openAny(files) {
  const kind = (file) => (/\.zip$/i.test(file.name) ? 0 : /\.json$/i.test(file.name) ? 1 : 2);
  for (const file of [...files].sort((a, b) => kind(a) - kind(b))) {
    await [openKit, openWork, openExport][kind(file)](file);
  }
}

function step(method, other, done) {
  return () => attempt("Working …", async () => {
    const text = latest[method];
    await refresh(await ask(method));
    tell(`${done}: ${text}.`);
    if (byId(method).disabled) {
      byId(other).focus();
    }
  });
}

function listen() {
  for (const [id, open] of [["kit-file", openKit], ["export-file", openExport], ["work-file", openWork]]) {
    byId(id).addEventListener("change", ({ target }) => target.files[0] && open(target.files[0]));
  }
  byId("colleague").addEventListener("change", ({ target }) => target.files[0] &&
    attempt("Opening the work file …", async () => addWork(await bytesOf(target.files[0]))));
  byId("undo").addEventListener("click", step("undo", "redo", "Undone"));
  byId("redo").addEventListener("click", step("redo", "undo", "Done again"));
  byId("who").addEventListener("change", () => latest && attempt("Working …", signAll));
  byId("kind").addEventListener("change", () => attempt("Working …", chooseKind));
  byId("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const row = Number(byId("row").value.trim());
    if (row > 0 && Number.isInteger(row)) {
      attempt("Working …", () => goToRow(row));
    } else {
      showError("Enter the number of a row, such as 14.");
    }
  });
  byId("read-report").addEventListener("click", toggleReport);
  window.addEventListener("afterprint", clearPaper);
  byId("more").addEventListener("click", () => attempt("Working …", showMore));
  byId("list-teachers").addEventListener("click", () => attempt("Working …", listTeachers));
  byId("print").addEventListener("click", () => attempt("Working …", () => printQuestions(latest)));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    openAny(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (latest && !isSaved()) {
      event.preventDefault(); // the browser asks
      event.returnValue = true; // older ones ask for this alone
    }
  });
}

if (!("DecompressionStream" in window) || !("WebAssembly" in window)) {
  byId("starting").textContent = "This browser is too old for this page. Open it in Edge or Chrome 97, Firefox 113, Safari 16.4, or a newer one.";
} else {
  listen();
  startWorker().then(() => ask("ready")).then(() => byId("starting").remove(), (error) => {
    byId("starting").remove();
    showError(error.message);
  });
}
