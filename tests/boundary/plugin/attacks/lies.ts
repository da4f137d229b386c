import type { Cx } from "contract";
import type { Attacks } from "../world.ts";
import { ask, frame, overhear, piece, say, write } from "../wire.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const own = (cx: Cx) => overhear(() => cx.log.info("overheard"));
const text = (value: string) => new TextEncoder().encode(value);
/** The call that is open: the kernel's first is the greeting. */
const CALL = 2;

/** A message by its text: what JSON.stringify would not write. */
const raw = (message: string) => write(frame(0, text(message)));
const deep = "[".repeat(120_000) + "]".repeat(120_000);

/** A second round of lies: numbers at their ends, storms, and folders that are bent under the kernel. */
export const lies = {
  endlessCache: async (_, cx) => {
    raw(
      `{"t":"call","id":9001,"m":"cache.put","p":{"handle":"${
        own(cx)
      }","key":"k","value":"","seconds":1e999}}`,
    );
    await pause(50);
    return (await cx.cache.get("k")) === undefined ? "not kept" : "kept";
  },
  negativeTimeout: async ({ http }, cx) =>
    await ask("http.fetch", {
      handle: own(cx),
      url: `http://127.0.0.1:${http}/`,
      request: { timeoutSeconds: -1 },
    }),
  hugeLimit: async ({ http }, cx) =>
    await ask("http.fetch", {
      handle: own(cx),
      url: `http://127.0.0.1:${http}/`,
      request: { maxBytes: -1 },
    }),
  endlessRetry: async () => {
    raw(
      `{"t":"err","id":${CALL},"e":{"code":"transient","reason":"X","message":"no","retryAfterMs":1e999}}`,
    );
    await pause(5000);
  },
  endlessId: async () => {
    raw(`{"t":"ok","id":1e999,"v":0}`);
    await pause(5000);
  },
  deepReport: async (_, cx) => {
    raw(
      `{"t":"note","m":"log","p":{"handle":"${
        own(cx)
      }","level":"info","message":"m","fields":{"x":${deep}}}}`,
    );
    raw(
      `{"t":"call","id":9002,"m":"report","p":{"handle":"${
        own(cx)
      }","report":{"status":{"/x":${deep}}}}}`,
    );
    await pause(50);
    return "alive";
  },
  deepAnswer: async () => {
    raw(`{"t":"ok","id":${CALL},"v":{"value":{"open":true,"more":${deep}}}}`);
    await pause(5000);
  },
  cancelStorm: async (_, cx) => {
    const handle = own(cx);
    for (let id = 20_000; id < 23_000; id++) {
      say({ t: "call", id, m: "cache.get", p: { handle, key: "k" } });
      say({ t: "cancel", id });
      say({ t: "cancel", id });
    }
    await pause(50);
    await cx.cache.put("after", new Uint8Array(3), { seconds: 9 });
    return (await cx.cache.get("after"))!.length;
  },
  creditFlood: ({ turns }) => {
    // Each asks the kernel to say something back, and nobody listens.
    for (let id = 1001; id < turns; id++) say({ t: "credit", id: 2 * id, n: 1 });
  },
  streamLies: async ({ http }, cx) => {
    const { stream } = await ask("dial", { handle: own(cx), host: "127.0.0.1", port: http }) as {
      stream: number;
    };
    say({ t: "credit", id: stream, n: 1 });
    piece(stream, new Uint8Array(0));
    piece(stream, new Uint8Array(0));
    for (let i = 0; i < 20; i++) piece(stream, new Uint8Array(60_000));
    say({ t: "reset", id: stream });
    say({ t: "reset", id: stream });
    await pause(50);
    return "alive";
  },
  dialForever: async ({ http }, cx) => {
    for (let i = 0; i < 80; i++) await cx.dial({ host: "127.0.0.1", port: http });
  },
  scratchForFile: ({ scratch }) => {
    const top = `${scratch}/..`;
    const real = Deno.realPathSync(top);
    Deno.removeSync(real, { recursive: true });
    Deno.writeTextFileSync(real, "a file");
  },
  scratchGone: async ({ scratch, http }, cx) => {
    Deno.removeSync(scratch, { recursive: true });
    await cx.http.upload(`http://127.0.0.1:${http}/`, "page");
  },
  laidOut: ({ scratch }) => {
    for (let i = 0; i < 50; i++) {
      Deno.mkdirSync(`${scratch}/../${i}`, { recursive: true });
      Deno.writeTextFileSync(`${scratch}/../${i}/planted`, "x");
    }
  },
  planted: ({ scratch }) => [...Deno.readDirSync(scratch)].map(({ name }) => name),
} satisfies Attacks;
