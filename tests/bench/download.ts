import { openBroker, startKernelServices } from "../../core/capability/mod.ts";
import { directoryDriver, Store } from "../../core/store/mod.ts";
import type { Figure } from "./queue.ts";

const MIB = 1024 * 1024, SIZE = 100 * MIB;
const bar = 32;

/** Serves `SIZE` bytes, in a process of its own: what it holds is not the kernel's. */
const server = `const piece = new Uint8Array(65536).map((_, i) => (i * 2654435761) >>> 24);
const served = () => new ReadableStream({
  left: ${SIZE},
  pull(c) { if (this.left <= 0) return c.close(); c.enqueue(piece.slice()); this.left -= piece.length; },
});
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, () => new Response(served()));`;

/** 100 MiB through `http.download` into scratch and from there into an artifact: how much the kernel's memory grows. */
export async function downloadBench(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/server.js`, server);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-lock", "--allow-net", `${folder}/server.js`],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const port = Number(new TextDecoder().decode((await reader.read()).value));
  try {
    await transfer(`http://127.0.0.1:${port}/warm`, `${folder}/a`); // code is compiled, pools are filled
    const before = Deno.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 5);
    const started = performance.now();
    await transfer(`http://127.0.0.1:${port}/`, `${folder}/b`);
    const seconds = (performance.now() - started) / 1000;
    clearInterval(timer);
    const grown = Math.round((most - before) / MIB);
    const name = "100 MiB from a download into an artifact";
    return [
      { name: `${name}: RSS`, value: grown, unit: "MiB", bar: `<= ${bar}`, reached: grown <= bar },
      { name, value: Math.round(seconds * 10) / 10, unit: "s", bar: "-", reached: true },
    ];
  } finally {
    await reader.cancel();
    child.kill();
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

async function transfer(url: string, folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/scratch`, { recursive: true });
  await using kernel = startKernelServices({ learn: () => {}, log: () => {}, refused: () => {} });
  const object = { apiVersion: "v1", kind: "App", metadata: { name: "app", namespace: "default" } };
  const lending = {
    plugin: "bench",
    given: { object: { ...object, spec: { url } }, tenant: "default" },
    needs: { hosts: [{ at: "/spec/url" }], scratchMiB: 256 },
    secrets: [],
    scratch: `${folder}/scratch`,
    inputsFolder: folder,
  };
  const broker = openBroker(lending, kernel);
  const download = broker.calls["http.download"]!;
  const params = { url, to: "content", request: {} };
  await download.run(params as never, new AbortController().signal);
  await broker.close();
  const driver = directoryDriver(`${folder}/store`);
  const store = new Store({ driver, address: "localhost", clock: { now: Date.now } });
  await store.open();
  await store.put({
    ...{ kind: "App", namespace: "default", name: "app", revision: "sha256:0" },
    root: `${folder}/scratch`,
    contents: { kind: "file", path: "content" },
  });
}
