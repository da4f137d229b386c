import type { Attacks } from "../world.ts";
import { piece, say, write } from "../wire.ts";

/** The kernel's first call is the greeting. */
const GREETING = 1;
const greeted = { contract: 0, kind: "gate", methods: ["open"], missing: [] };
const answer = (v: unknown) => say({ t: "ok", id: GREETING, v });
const fail = (e: unknown) => say({ t: "err", id: GREETING, e });
const never = () => new Promise(() => {});

/** What a plugin does while it is created, before it has answered the greeting. */
export const starts = {
  twice: () => void answer(greeted),
  fourTimes: () => {
    for (let i = 0; i < 4; i++) answer(greeted);
  },
  thenDeaf: () => {
    answer(greeted);
    for (;;);
  },
  thenFailed: () => {
    answer(greeted);
    throw new Error("after all");
  },
  late: never,
  deaf: () => {
    for (;;);
  },
  otherKind: () => [answer({ ...greeted, kind: "auth" }), never()][1],
  otherContract: () => [answer({ ...greeted, contract: 7 }), never()][1],
  noAnswer: () => [answer(null), never()][1],
  noList: () => [answer({ ...greeted, methods: "open" }), never()][1],
  longWords: () => [answer({ ...greeted, missing: ["x".repeat(400_000)] }), never()][1],
  asKernel: () =>
    [fail({ code: "terminal", reason: "PluginUnavailable", message: "no" }), never()][1],
  asLost: () => [fail({ code: "transient", reason: "PluginGone", message: "no" }), never()][1],
  beforeAsked: () => {
    const open = { value: { open: true } };
    for (let id = 2; id < 20; id++) say({ t: "ok", id, v: open });
  },
  asks: () => {
    for (let id = 1; id < 200; id++) {
      say({ t: "call", id, m: "cache.get", p: { handle: "h", key: "k" } });
    }
  },
  streams: () => {
    for (let id = 0; id < 200; id++) piece(id, new Uint8Array(100));
    piece(0xffff_ffff, new Uint8Array(100));
    for (let id = 1; id < 200; id++) say({ t: "credit", id, n: 1 });
  },
  prints: () => void write(new TextEncoder().encode("Hello\n")),
  throwsNothing: () => {
    throw undefined;
  },
  throwsProxy: () => {
    throw Proxy.revocable({}, {}).proxy;
  },
  exits: () => Deno.exit(3),
  takesHeap: () => {
    const held: number[][] = [];
    for (;;) held.push(new Array(131_072).fill(held.length / 3));
  },
} satisfies Attacks;
