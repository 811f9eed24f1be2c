// The worker runs the engine, so that the page never waits for it. It is made of text
// in the page, after Go's own script that runs WebAssembly.
"use strict";

let engineComes;
const ready = new Promise((resolve) => { engineComes = resolve; }).then(startEngine);

async function startEngine(bytes) {
  const go = new Go();
  const { instance } = await WebAssembly.instantiate(bytes, go.importObject);
  go.run(instance); // ends only with the worker; it has set callEngine when it first waits
}

// A call may come before the engine does: it waits.
self.onmessage = async ({ data }) => {
  if (data.engine) {
    engineComes(data.engine);
    return;
  }
  const { id, method, request } = data;
  try {
    await ready;
    const onProgress = (rows, bytes, total) => self.postMessage({ id, progress: { rows, bytes, total } });
    const { result, file, error } = self.callEngine(method, request, data.file, onProgress);
    self.postMessage({ id, result, file, error }, file ? [file.buffer] : []);
  } catch {
    self.postMessage({ id, error: "This page ran out of memory or could not start. Load it again, and try another browser if that does not help." });
  }
};
