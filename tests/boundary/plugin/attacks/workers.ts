import type { Attacks, World } from "../world.ts";

interface Start {
  readonly permissions?: unknown;
}

/** Runs the text in a worker of the plugin's own, and gives what it posts; an error that it posts is thrown. */
async function inWorker(text: string, start: Start = {}): Promise<unknown> {
  const body = `try { postMessage({ value: await (async () => { ${text} })() }) }
    catch (error) { postMessage({ error: String(error) }) }`;
  const url = URL.createObjectURL(new Blob([body], { type: "text/javascript" }));
  const options = start.permissions === undefined
    ? {}
    : { deno: { permissions: start.permissions } };
  const worker = new Worker(url, { type: "module", ...options } as WorkerOptions);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        data.error ? reject(new Error(data.error)) : resolve(data.value);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
    });
  } finally {
    worker.terminate();
  }
}

/** A worker whose own file is the text: what it imports is the static graph of an entry point. */
function startedFrom(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { type: "module" });
    const end = (settle: (value: never) => void, value: unknown) => {
      worker.terminate();
      settle(value as never);
    };
    worker.onmessage = ({ data }) => end(resolve, data);
    worker.onerror = (event) => {
      event.preventDefault();
      end(reject, new Error(event.message));
    };
  });
}

const asData = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
const textOf = (canary: string) =>
  `import text from "file://${canary}" with { type: "text" }; postMessage(text);`;

const readIn = ({ canary }: World) => `return Deno.readTextFileSync(${JSON.stringify(canary)})`;

export const workers = {
  nested: (w) => inWorker(readIn(w)),
  escalated: (w) => inWorker(readIn(w), { permissions: { read: true } }),
  inherited: (w) => inWorker(readIn(w), { permissions: "inherit" }),
  twice: (w) =>
    inWorker(
      `const url = URL.createObjectURL(new Blob([${
        JSON.stringify(
          `try { postMessage({ value: Deno.readTextFileSync(${JSON.stringify(w.canary)}) }) }
        catch (error) { postMessage({ error: String(error) }) }`,
        )
      }], { type: "text/javascript" }));
    const worker = new Worker(url, { type: "module" });
    return await new Promise((resolve, reject) => worker.onmessage = ({ data }) =>
      data.error ? reject(new Error(data.error)) : resolve(data.value));`,
    ),
  fileWorker: ({ outside }) => startedFrom(`file://${outside}/worker.mjs`),
  staticText: ({ canary }) => startedFrom(asData(textOf(canary))),
  staticBlob: ({ canary }) =>
    startedFrom(URL.createObjectURL(new Blob([textOf(canary)], { type: "text/javascript" }))),
  staticHttp: ({ http }) =>
    startedFrom(asData(`import t from "http://127.0.0.1:${http}/module.js"; postMessage(t);`)),
  staticScratch: ({ scratch, canary }) => {
    Deno.writeTextFileSync(`${scratch}/entry.mjs`, textOf(canary));
    return startedFrom(`file://${scratch}/entry.mjs`);
  },
  threads: async ({ canary }) => {
    const { Worker } = await import("node:worker_threads");
    const text = `const { parentPort } = require("node:worker_threads");
      try { parentPort.postMessage({ value: require("node:fs").readFileSync(${
      JSON.stringify(canary)
    }, "utf8") }) }
      catch (error) { parentPort.postMessage({ error: String(error) }) }`;
    const worker = new Worker(text, { eval: true });
    const answer = await new Promise<{ value?: string; error?: string }>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    await worker.terminate();
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  },
  network: ({ http }) => inWorker(`return await (await fetch("http://127.0.0.1:${http}/")).text()`),
  sharedMemory: ({ more }) =>
    new Promise((resolve) => {
      // Another process that shares a channel would hear, and the kernel too.
      const channel = new BroadcastChannel("boundary");
      channel.onmessage = ({ data }) => resolve([data, channel.close()][0]);
      channel.postMessage("anyone?");
      setTimeout(() => resolve([`${more}silence`, channel.close()][0]), 150);
    }),
} satisfies Attacks;
