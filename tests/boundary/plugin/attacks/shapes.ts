import type { Cx } from "contract";
import type { Attacks } from "../world.ts";
import { ask, frame, overhear, piece, say, write } from "../wire.ts";

/** The call that is open: the kernel's first is the greeting. */
const CALL = 2;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const wait = ({ turns }: { turns: number }) => pause(Math.min(turns / 1000, 60_000));
const raw = (text: string) => write(frame(0, new TextEncoder().encode(text)));
const own = (cx: Cx) => overhear(() => cx.log.info("overheard"));
const answer = (value: unknown) => say({ t: "ok", id: CALL, v: { value } });
const opened = { open: false, reason: "Attempted", message: `{"ok":true,"value":"forged"}` };

/** Messages at the edge of what can be written: numbers, keys that stand twice, letters that are none, shapes that are long to judge. */
export const shapes = {
  hugeId: (w) => [raw(`{"t":"ok","id":9007199254740993,"v":0}`), wait(w)][1],
  halfId: (w) => [raw(`{"t":"ok","id":2.5,"v":0}`), wait(w)][1],
  zeroId: (w) => [raw(`{"t":"ok","id":0,"v":0}`), wait(w)][1],
  listId: (w) => [raw(`{"t":"ok","id":[2],"v":0}`), wait(w)][1],
  noId: (w) => [raw(`{"t":"ok","v":0}`), wait(w)][1],
  listType: (w) => [raw(`{"t":["ok"],"id":2,"v":0}`), wait(w)][1],
  prototypeType: (w) => [raw(`{"t":"__proto__","id":2}`), wait(w)][1],
  halfCredit: (w) => [raw(`{"t":"credit","id":2,"n":0.5}`), wait(w)][1],
  endlessCredit: (w) => [raw(`{"t":"credit","id":2,"n":1e999}`), wait(w)][1],
  methodNumber: (w) => [raw(`{"t":"call","id":7,"m":1,"p":{}}`), wait(w)][1],
  byteOrderMark: (w) => [raw(`\ufeff{"t":"ok","id":2,"v":0}`), wait(w)][1],
  twoMessages: (w) => [raw(`{"t":"cancel","id":9}{"t":"cancel","id":9}`), wait(w)][1],
  failureList: (w) => [raw(`{"t":"err","id":2,"e":["terminal","R","m"]}`), wait(w)][1],
  failureInherited: (w) =>
    [
      raw(`{"t":"err","id":2,"e":{"__proto__":{"code":"terminal","reason":"R","message":"m"}}}`),
      wait(w),
    ][1],
  noPayload: (w) => [write(new Uint8Array([0, 0, 0, 1, 1])), wait(w)][1],
  inParts: async () => {
    const bytes = frame(
      0,
      new TextEncoder().encode(JSON.stringify({ t: "ok", id: CALL, v: { value: opened } })),
    );
    for (let i = 0; i < bytes.length; i += 3) {
      write(bytes.subarray(i, i + 3));
      await pause(1);
    }
    await pause(50);
  },
  twiceKeyed: (w) =>
    [
      raw(`{"t":"cancel","t":"ok","id":99,"id":${CALL},"v":1,"v":{"value":{"open":7}}}`),
      wait(w),
    ][1],
  noValue: (w) => [say({ t: "ok", id: CALL }), wait(w)][1],
  wrongMany: (w) => [answer({ ...opened, report: { events: Array(60_000).fill(7) } }), wait(w)][1],
  wrongKeys: (w) => {
    const keys = Object.fromEntries(Array.from({ length: 35_000 }, (_, i) => [`k${i}`, 1]));
    return [answer({ ...opened, ...keys }), wait(w)][1];
  },
  wrongDeep: (w) => {
    const deep = `${`{"a":`.repeat(60_000)}1${"}".repeat(60_000)}`;
    return [
      raw(`{"t":"ok","id":${CALL},"v":{"value":{"open":false,"report":${deep}}}}`),
      wait(w),
    ][1];
  },
  longKey: (w) => [answer({ ...opened, ["k".repeat(400_000)]: 1 }), wait(w)][1],
  longMethod: async (_, cx) => await ask("m".repeat(400_000), { handle: own(cx) }),
  longHandle: async () => await ask("cache.get", { handle: "h".repeat(400_000), key: "k" }),
  nullParams: async () => await ask("cache.get", null),
  deepParams: async (_, cx) => {
    const deep = `${`{"a":`.repeat(50_000)}1${"}".repeat(50_000)}`;
    raw(
      `{"t":"call","id":9100,"m":"http.fetch","p":{"handle":"${
        own(cx)
      }","url":"u","request":${deep}}}`,
    );
    await pause(100);
    return "alive";
  },
  manyParams: async ({ http }, cx) => {
    const headers = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`h${i}`, "1"]));
    await ask("http.fetch", {
      handle: own(cx),
      url: `http://127.0.0.1:${http}/`,
      request: { headers },
    });
  },
  halfLetters: async (_, cx) => {
    raw(
      `{"t":"note","m":"log","p":{"handle":"${
        own(cx)
      }","level":"info","message":"\\ud800","fields":{"\\udfff":"\\u0000\\u001b[2J"}}}`,
    );
    await cx.cache.put("\ud800", new Uint8Array(2), { seconds: 9 });
    return (await cx.cache.get("\ud800"))!.length;
  },
  betweenPieces: async ({ http }, cx) => {
    const { stream } = await ask("dial", { handle: own(cx), host: "127.0.0.1", port: http }) as {
      stream: number;
    };
    for (let i = 0; i < 50; i++) {
      piece(stream, new Uint8Array(0));
      raw(`{"t":"note","m":"log","p":{"handle":"${own(cx)}","level":"info","message":"m"}}`);
      piece(stream, new Uint8Array(1000));
      piece(stream + 1, new Uint8Array(1000));
      say({ t: "credit", id: stream, n: 1 });
      say({ t: "reset", id: stream + 2 });
    }
    await cx.cache.put("k", new Uint8Array(3), { seconds: 9 });
    return (await cx.cache.get("k"))!.length;
  },
  oversent: async ({ http }, cx) => {
    const { stream } = await ask("dial", { handle: own(cx), host: "127.0.0.1", port: http }) as {
      stream: number;
    };
    for (let i = 0; i < 200; i++) piece(stream, new Uint8Array(65_536));
    await pause(20);
    return "alive";
  },
} satisfies Attacks;
