// The page: opens the files, and shows the rest when they are there.

import { byId, count, tell, showError, showBusy } from "./dom.js";
import { startWorker, ask } from "./engine.js";
import { prepareGrid, showFile, refresh, showMore } from "./grid.js";
import { listTeachers, hideTeachers, printQuestions } from "./questions.js";
import { addWork } from "./merge.js";
import { showFiles, isSaved } from "./save.js";

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

const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

async function openKit(file) {
  await attempt("Opening the kit …", async () => {
    const { lists } = await ask("openKit", {}, await bytesOf(file));
    prepareGrid(lists, changed);
    byId("kit-state").textContent = `Open: ${file.name}`;
    byId("kit-box").dataset.state = "open";
    byId("export-file").disabled = false;
    byId("export-state").textContent = "A CSV file.";
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
    byId("export-state").textContent = `Open: ${file.name}`;
    byId("export-box").dataset.state = "open";
    for (const id of ["work", "save", "together"]) {
      byId(id).hidden = false;
    }
    await showFile(latest);
    changed(latest);
    tell(latest.wrong.length ? `The file is checked. ${count(latest.wrong.length, "row needs", "rows need")} a correction.` : "The file is checked. All rows are right.");
    if (pendingWork) {
      const work = pendingWork;
      pendingWork = undefined;
      await addWork(work);
    }
    byId("verdict").scrollIntoView();
  });
}

async function openWork(file) {
  await attempt("Opening the work file …", async () => {
    const work = await bytesOf(file);
    const name = await ask("exportOf", {}, work.slice());
    byId("work-state").textContent = `Open: ${file.name}, for ${name}`;
    if (latest) {
      await addWork(work);
      return;
    }
    pendingWork = work;
    tell(`Now open the export that this work belongs to: ${name}`);
  });
}

/** Shows what follows from a change. */
function changed(overview) {
  latest = overview;
  showFiles(overview, fileName.replace(/\.[^.]*$/, ""));
  hideTeachers(overview);
}

/** Opens files by what they are, in whatever order they come. */
async function openAny(files) {
  const kind = (file) => (/\.zip$/i.test(file.name) ? 0 : /\.json$/i.test(file.name) ? 1 : 2);
  for (const file of [...files].sort((a, b) => kind(a) - kind(b))) {
    await [openKit, openWork, openExport][kind(file)](file);
  }
}

function step(method, done) {
  return () => attempt("Working …", async () => {
    await refresh(await ask(method));
    tell(done);
  });
}

function listen() {
  for (const [id, open] of [["kit-file", openKit], ["export-file", openExport], ["work-file", openWork]]) {
    byId(id).addEventListener("change", ({ target }) => target.files[0] && open(target.files[0]));
  }
  byId("colleague").addEventListener("change", ({ target }) => target.files[0] &&
    attempt("Opening the work file …", async () => addWork(await bytesOf(target.files[0]))));
  byId("undo").addEventListener("click", step("undo", "Undone."));
  byId("redo").addEventListener("click", step("redo", "Done again."));
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
    }
  });
}

if (!("DecompressionStream" in window) || !("WebAssembly" in window)) {
  showError("This browser is too old for this page. Open it in Edge, Chrome, Firefox or Safari in a recent version.");
} else {
  listen();
  startWorker().catch((error) => showError(error.message));
}
