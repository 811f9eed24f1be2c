// The report, as it would be saved.

import { byId, showError, showBusy } from "./dom.js";
import { callWorker } from "./engine.js";

/** Shows or hides the report. */
export async function toggleReport() {
  const frame = byId("report");
  if (!byId("report-box").hidden) {
    hideReport();
    return;
  }
  showError();
  showBusy("Making the report …");
  try {
    const { file } = await callWorker("save", { name: "report.html" }, undefined, (p) => showBusy("Making the report …", p));
    // The style has the name of the file in it, so that the page's policy cannot know it:
    // it is taken out, and given to the document as a sheet.
    const [before, css, after] = new TextDecoder().decode(file).split(/<\/?style>/);
    frame.onload = () => {
      const { contentDocument: report, contentWindow } = frame;
      const sheet = new contentWindow.CSSStyleSheet();
      sheet.replaceSync(css);
      report.adoptedStyleSheets = [sheet];
    };
    byId("report-box").hidden = false;
    frame.srcdoc = before + after;
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
  byId("report-box").hidden = true;
  frame.onload = null;
  frame.removeAttribute("srcdoc");
  byId("read-report").textContent = "Read the report";
  byId("read-report").setAttribute("aria-expanded", "false");
}
