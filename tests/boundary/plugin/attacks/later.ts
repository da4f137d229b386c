import type { Connection, Cx } from "contract";
import type { Attacks } from "../world.ts";
import { frame, overhear, piece, say, write } from "../wire.ts";

const CALL = 2;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const own = (cx: Cx) => overhear(() => cx.log.info("overheard"));
const use = (cx: Cx) => void cx.cache.get("k").catch(() => {});
const bytes = (message: unknown) => frame(0, new TextEncoder().encode(JSON.stringify(message)));
const answer = (message: string) => ({
  t: "ok",
  id: CALL,
  v: { value: { open: false, reason: "Attempted", message } },
});
const outcome = (value: string) => JSON.stringify({ ok: true, value });

let connection: Connection | undefined;

/** What goes on after an answer, and what stands in one write with it. */
export const later = {
  timer: (_, cx) => {
    setTimeout(() => use(cx), 20);
    return "answered";
  },
  interval: (_, cx) => {
    const handle = own(cx);
    const timer = setInterval(() => {
      for (let i = 0; i < 50; i++) say({ t: "note", m: "log", p: { handle, level: "info" } });
    }, 5);
    setTimeout(() => clearInterval(timer), 400);
    return "answered";
  },
  microtasks: async (_, cx) => {
    void (async () => {
      for (let i = 0; i < 5000; i++) await undefined;
      use(cx);
    })();
    setTimeout(() => {}, 100);
    return await Promise.resolve("answered");
  },
  immediate: (_, cx) => {
    setImmediate(() => setImmediate(() => use(cx)));
    return "answered";
  },
  file: (w, cx) => {
    void Deno.readTextFile(`${w.inputs}/body`).catch(() => {}).then(() => pause(20))
      .then(() => use(cx));
    return "answered";
  },
  report: (_, cx) => {
    setTimeout(() => void cx.report({ progress: "too late" }).catch(() => {}), 20);
    return "answered";
  },
  fetchUnderWay: ({ http }, cx) => {
    setTimeout(() => void cx.http.fetch(`http://127.0.0.1:${http}/`).catch(() => {}), 20);
    return "answered";
  },
  keepConnection: async ({ http }, cx) => {
    connection = await cx.dial({ host: "127.0.0.1", port: http });
  },
  useConnection: async () => {
    const writer = connection!.writable.getWriter();
    const reader = connection!.readable.getReader();
    for (let i = 0; i < 50; i++) {
      await writer.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
      await pause(10);
    }
    return new TextDecoder().decode((await reader.read()).value);
  },
  ownConnection: async ({ http }, cx) => {
    const { writable, readable, close } = await cx.dial({ host: "127.0.0.1", port: http });
    await writable.getWriter().write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
    const { value } = await readable.getReader().read();
    close();
    return value!.length > 0;
  },
  twoInOneWrite: async () => {
    const frames = [bytes(answer(outcome("first"))), bytes(answer(outcome("second")))];
    write(new Uint8Array(frames.flatMap((one) => [...one])));
    await pause(50);
    return "third";
  },
  failureThenAnswer: async () => {
    const failed = { code: "terminal", reason: "Forged", message: "forged" };
    write(
      new Uint8Array([
        ...bytes({ t: "err", id: CALL, e: failed }),
        ...bytes(answer(outcome("second"))),
      ]),
    );
    await pause(50);
  },
  nextCall: () => {
    for (let id = CALL + 1; id < CALL + 20; id++) say({ ...answer(outcome("forged")), id });
    return "answered";
  },
  nulByte: async () => {
    say({ t: "call", id: 700, m: "cache.get\0", p: { handle: "\0" } });
    await pause(20);
    return "alive";
  },
  overlong: (w) => {
    // "/" in two bytes, which no decoder may take for one.
    write(frame(0, new Uint8Array([...new TextEncoder().encode('{"t":"'), 0xc0, 0xaf, 34, 125])));
    return pause(Math.min(w.turns / 1000, 60_000));
  },
  surrogates: async () => {
    write(
      frame(0, new TextEncoder().encode(`{"t":"note","m":"\\ud800","p":{"handle":"\\udfff"}}`)),
    );
    await pause(20);
    return "alive";
  },
  emptyPieces: async () => {
    for (let i = 0; i < 2000; i++) piece(2 * i, new Uint8Array(0));
    await pause(20);
    return "alive";
  },
  highStreams: async () => {
    for (const id of [0, 1, 0x7fffffff, 0xffffffff]) piece(id, new Uint8Array(10));
    await pause(20);
    return "alive";
  },
} satisfies Attacks;
