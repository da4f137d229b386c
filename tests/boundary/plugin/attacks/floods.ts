import type { Attacks } from "../world.ts";
import { overhear, say, write } from "../wire.ts";

/** Many of the same frame, written at once. */
function repeated(message: unknown, bytes: number): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(message));
  const one = new Uint8Array(5 + payload.length);
  new DataView(one.buffer).setUint32(0, payload.length + 1);
  one.set(payload, 5);
  const count = Math.max(1, Math.floor(bytes / one.length));
  const all = new Uint8Array(count * one.length);
  for (let i = 0; i < count; i++) all.set(one, i * one.length);
  return all;
}

const flood = (message: unknown, turns: number) => {
  const block = repeated(message, 60_000);
  for (let i = 0; i < turns; i++) write(block);
};

/** As much as the pipe takes, for as long as nobody ends it. */
export const floods = {
  notes: ({ turns }) => flood({ t: "note", m: "log", p: {} }, turns),
  answers: ({ turns }) => flood({ t: "ok", id: 999, v: 0 }, turns),
  logs: ({ turns }, cx) => {
    const handle = overhear(() => cx.log?.info("overheard"));
    flood({ t: "note", m: "log", p: { handle, level: "info", message: "flood" } }, turns);
  },
  calls: ({ turns }) => {
    for (let id = 1000; id < turns; id++) say({ t: "call", id, m: "open", p: {} });
  },
  largeCalls: ({ turns }) => {
    const list = Array.from({ length: 100_000 }, () => []);
    for (let id = 1000; id < turns; id++) say({ t: "call", id, m: "open", p: { list } });
  },
} satisfies Attacks;
