// The report, as it would be saved.

import { byId, showError, showBusy } from "./dom.js";
import { callWorker } from "./engine.js";

/** Shows or hides the report. */
export async function toggleReport() {
  const frame = byId("report");
  if (!frame.hidden) {
    hideReport();
    return;
  }
  showError();
  showBusy("Making the report …");
  try {
    const { file } = await callWorker("save", { name: "report.html" }, undefined, (p) => showBusy("Making the report …", p));
    frame.srcdoc = new TextDecoder().decode(file);
    frame.hidden = false;
    byId("read-report").textContent = "Close the report";
    byId("read-report").setAttribute("aria-expanded", "true");
  } catch (error) {
    showError(error.message);
  } finally {
    showBusy();
  }
}

/** Hides the report, which a change has made an old one. */
export function hideReport() {
  const frame = byId("report");
  frame.hidden = true;
  frame.removeAttribute("srcdoc");
  byId("read-report").textContent = "Read the report";
  byId("read-report").setAttribute("aria-expanded", "false");
}
