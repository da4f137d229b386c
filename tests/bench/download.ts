import { openBroker, startKernelServices } from "../../core/capability/mod.ts";
import { Host } from "../../core/host/mod.ts";
import { directoryDriver, Store } from "../../core/store/mod.ts";
import { benchBoot, pluginOf } from "./plugin.ts";
import type { Figure } from "./queue.ts";

const MIB = 1024 * 1024, SIZE = 100 * MIB;
const bar = 32, MESSAGE_KIB = 64;

/** Serves `SIZE` bytes, in a process of its own: what it holds is not the kernel's. */
const server = `const piece = new Uint8Array(65536).map((_, i) => (i * 2654435761) >>> 24);
const served = () => new ReadableStream({
  left: ${SIZE},
  pull(c) { if (this.left <= 0) return c.close(); c.enqueue(piece.slice()); this.left -= piece.length; },
});
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, () => new Response(served()));`;

/** 100 MiB that a plugin downloads into scratch, from there into an artifact: the largest message, and how much the kernel's memory grows. */
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
    const bytes = await transfer(`http://127.0.0.1:${port}/`, `${folder}/b`);
    const seconds = (performance.now() - started) / 1000;
    clearInterval(timer);
    const grown = Math.round((most - before) / MIB);
    const name = "100 MiB from a download into an artifact";
    const largest = Math.ceil(bytes / 1024 * 10) / 10;
    return [
      {
        name: `${name}: largest message`,
        value: largest,
        unit: "KiB",
        bar: `<= ${MESSAGE_KIB}`,
        reached: largest <= MESSAGE_KIB,
      },
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

/** A source that downloads what its object names. */
const code = `export default { kind: "source", create: () => ({ async pull({ spec }, cx) {
  await cx.http.download(spec.url, "content");
  return { outputs: [{ revision: "sha256:0", contents: { kind: "file", path: "content" } }] };
} }) };`;

/** Through a plugin's process into an artifact; answers the bytes of the largest message that crossed. */
async function transfer(url: string, folder: string): Promise<number> {
  await Deno.mkdir(`${folder}/bundle`, { recursive: true });
  await Deno.writeTextFile(`${folder}/bundle/mod.js`, code);
  await using kernel = startKernelServices({ learn: () => {}, log: () => {}, refused: () => {} });
  let largest = 0;
  const weigh = <T>(message: T): T => {
    largest = Math.max(largest, new TextEncoder().encode(JSON.stringify(message)).length);
    return message;
  };
  const plugin = pluginOf("bench", "source", `${folder}/bundle`);
  await using host = new Host({
    plugins: [{ ...plugin, granted: { hosts: [{ at: "/spec/url" }], scratchMiB: 256 } }],
    boot: await benchBoot(),
    folder: `${folder}/run`,
    lend(lending) {
      const { calls, close } = openBroker(lending, kernel);
      const { params, run } = calls["http.download"]!;
      const weighed = async (asked: never, signal: AbortSignal) =>
        weigh(await run(weigh(asked), signal));
      return { calls: { "http.download": { params, run: weighed } }, close };
    },
  });
  const metadata = { name: "app", namespace: "default" };
  const object = { apiVersion: "v1", kind: "App", metadata, spec: { url } };
  const request = weigh({ object, spec: { url }, have: {}, stored: {} });
  const given = { object, tenant: "default" };
  await using pulled = await host.call("bench", "source", "pull", request, given);
  weigh(pulled.answer);
  const driver = directoryDriver(`${folder}/store`);
  const store = new Store({ driver, address: "localhost", clock: { now: Date.now } });
  await store.open();
  await store.put({
    ...{ kind: "App", namespace: "default", name: "app", revision: "sha256:0" },
    root: pulled.scratch,
    contents: { kind: "file", path: "content" },
  });
  return largest;
}
