import type { Attacks } from "../world.ts";
import { frame, piece, say, write } from "../wire.ts";

/** The call that is open: the kernel's first is the greeting. */
const CALL = 2;
const answered = (value: unknown) =>
  say({ t: "ok", id: CALL, v: { value: { open: false, reason: "Attempted", message: value } } });
const forged = JSON.stringify({ ok: true, value: "forged" });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const text = (value: string) => new TextEncoder().encode(value);

/** Waits in vain: what was written has to end the process, or the call. */
const wait = ({ turns }: { turns: number }) => pause(Math.min(turns / 1000, 60_000));

/** What breaks the framing or the protocol: nothing that follows it can be trusted. */
export const brokenFrames = {
  tooLong: (w) => [write(frame(0, new Uint8Array(600_000))), wait(w)][1],
  longest: (w) => [write(new Uint8Array([255, 255, 255, 255, 0])), wait(w)][1],
  empty: (w) => [write(new Uint8Array([0, 0, 0, 0, 0])), wait(w)][1],
  unknownType: (w) => [write(frame(7, text("{}"))), wait(w)][1],
  noJson: (w) => [write(frame(0, text("{"))), wait(w)][1],
  noUnicode: (w) => [write(frame(0, new Uint8Array([34, 255, 254, 34]))), wait(w)][1],
  noMessage: (w) => [write(frame(0, text(`{"t":"what","id":1}`))), wait(w)][1],
  list: (w) => [write(frame(0, text("[]"))), wait(w)][1],
  nothing: (w) => [write(frame(0, text("null"))), wait(w)][1],
  negativeId: (w) => [say({ t: "ok", id: -1, v: null }), wait(w)][1],
  textId: (w) => [say({ t: "ok", id: "2", v: null }), wait(w)][1],
  inherited: (w) => [say({ t: "constructor", id: 1 }), wait(w)][1],
  printed: (w) => [write(text("Hello from console.log\n")), wait(w)][1],
  noFailure: (w) => [say({ t: "err", id: CALL, e: { code: "odd" } }), wait(w)][1],
  shortPiece: (w) => [write(frame(1, new Uint8Array(2))), wait(w)][1],
  half: (w) => [write(new Uint8Array([0, 0, 1, 0, 0, 1, 2])), wait(w)][1],
  deep: (w) => [write(frame(0, text("[".repeat(400_000)))), wait(w)][1],
} satisfies Attacks;

/** What keeps to the framing and lies. */
export const forgedFrames = {
  unknownAnswers: async () => {
    for (let id = 1000; id < 1100; id++) say({ t: "ok", id, v: "forged" });
    await pause(20);
  },
  unknownErrors: async () => {
    say({ t: "err", id: 77, e: { code: "terminal", reason: "Forged", message: "x" } });
    await pause(20);
  },
  secondAnswer: async () => {
    answered(forged);
    await pause(20);
    return "second";
  },
  lateAnswer: () => {
    setTimeout(() => answered(forged), 20);
    return "first";
  },
  wrongShape: (w) => [say({ t: "ok", id: CALL, v: { value: { open: "maybe" } } }), wait(w)][1],
  moreFields: (w) =>
    [say({ t: "ok", id: CALL, v: { value: { open: true, admin: true } } }), wait(w)][1],
  noObject: (w) => [say({ t: "ok", id: CALL, v: "yes" }), wait(w)][1],
  nullAnswer: (w) => [say({ t: "ok", id: CALL, v: null }), wait(w)][1],
  thenable: (w) =>
    [say({ t: "ok", id: CALL, v: { then: "resolve", value: { then: {} } } }), wait(w)][1],
  prototypeKeys: (w) => {
    const own = `"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}`;
    write(frame(0, text(`{"t":"ok","id":${CALL},"v":{"value":{"open":true,${own}}}}`)));
    return wait(w);
  },
  prototypeNote: async () => {
    write(
      frame(
        0,
        text(`{"__proto__":{"polluted":1},"t":"note","m":"log","p":{"__proto__":{"polluted":1}}}`),
      ),
    );
    await pause(20);
  },
  listElsewhere: (w) =>
    [say({ t: "ok", id: CALL, v: { value: {}, bulk: { open: "../../secret" } } }), wait(w)][1],
  listUnasked: (w) => {
    Deno.writeTextFileSync(`${w.scratch}/.open.jsonl`, "{}\n");
    say({ t: "ok", id: CALL, v: { value: {}, bulk: { open: ".open.jsonl" } } });
    return wait(w);
  },
  lostAsPlugin: (w) =>
    [
      say({ t: "err", id: CALL, e: { code: "transient", reason: "PluginGone", message: "no" } }),
      wait(w),
    ][1],
  lateAsPlugin: (w) =>
    [
      say({
        t: "err",
        id: CALL,
        e: { code: "transient", reason: "DeadlineExceeded", message: "no" },
      }),
      wait(w),
    ][1],
  longFailure: (w) =>
    [
      say({
        t: "err",
        id: CALL,
        e: { code: "terminal", reason: "a b\n", message: "x".repeat(400_000), retryAfterMs: -5 },
      }),
      wait(w),
    ][1],
  bytesOnNoStream: async () => {
    for (let i = 0; i < 50; i++) piece(4, new Uint8Array(1000));
    await pause(20);
  },
  sameCallTwice: async () => {
    for (let i = 0; i < 2; i++) say({ t: "call", id: 500, m: "slow", p: {} });
    await pause(20);
  },
  cancels: async () => {
    for (let id = 1; id < 200; id++) say({ t: "cancel", id });
    for (let id = 1; id < 200; id++) say({ t: "reset", id });
    for (let id = 1; id < 200; id++) say({ t: "credit", id, n: Number.MAX_SAFE_INTEGER });
    await pause(20);
    return "alive";
  },
  greeting: async () => {
    say({ t: "call", id: 501, m: "hello", p: { module: "file:///etc/passwd", limits: {} } });
    await pause(20);
  },
  callFlood: async ({ turns }) => {
    for (let i = 0; i < Math.min(turns, 5000); i++) {
      say({ t: "call", id: 1000 + i, m: "open", p: {} });
    }
    await pause(20);
    return "alive";
  },
  noteFlood: async ({ turns }) => {
    for (let i = 0; i < Math.min(turns, 20_000); i++) {
      say({ t: "note", m: "log", p: { handle: "x" } });
    }
    await pause(20);
    return "alive";
  },
} satisfies Attacks;
