// The engine: the library as WebAssembly in a worker.

import { byId } from "./dom.js";

let worker;
const waiting = new Map();
let lastID = 0;

/** Starts the worker. Its text and the engine are in the page, so that nothing is loaded. */
export async function startWorker() {
  const code = new Blob([byId("worker-code").textContent], { type: "text/javascript" });
  worker = new Worker(URL.createObjectURL(code));
  worker.onmessage = receive;
  worker.onerror = () => failAll("This page could not start in this browser. Try Edge, Chrome, Firefox or Safari in a recent version.");
  const engine = await unpack(byId("engine-code").textContent);
  byId("engine-code").remove(); // gives its memory back
  worker.postMessage({ engine }, [engine]);
}

async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

function receive({ data }) {
  const call = waiting.get(data.id);
  if (data.progress) {
    call.onProgress?.(data.progress);
    return;
  }
  waiting.delete(data.id);
  if (data.error) {
    call.reject(new Error(data.error));
  } else {
    call.resolve({ result: data.result && JSON.parse(data.result), file: data.file });
  }
}

function failAll(text) {
  for (const call of waiting.values()) {
    call.reject(new Error(text));
  }
  waiting.clear();
}

/** Calls a method of the engine and returns its result and a file. */
export function callWorker(method, request = {}, file = undefined, onProgress = undefined) {
  const id = ++lastID;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject, onProgress });
    worker.postMessage({ id, method, request: JSON.stringify(request), file }, file ? [file.buffer] : []);
  });
}

/** Calls a method of the engine and returns its result. */
export async function ask(method, request, file, onProgress) {
  return (await callWorker(method, request, file, onProgress)).result;
}
