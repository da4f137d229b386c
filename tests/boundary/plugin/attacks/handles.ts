import type { Cx } from "contract";
import type { Attacks } from "../world.ts";
import { ask, overhear, say } from "../wire.ts";

let kept: Cx | undefined;
let keptHandle = "";
const own = (cx: Cx) => overhear(() => cx.log.info("overheard"));
const put = { key: "k", value: "", seconds: 60 };

/** Handles that are not the call's own. */
export const handles = {
  own: async (_, cx) => await ask("cache.put", { handle: own(cx), ...put }),
  keep: (_, cx) => {
    kept = cx;
    keptHandle = own(cx);
  },
  replayed: async () => await ask("cache.put", { handle: keptHandle, ...put }),
  keptContext: async () => await kept!.cache.get("k"),
  guessed: async () =>
    await ask("cache.put", {
      handle: crypto.getRandomValues(new Uint8Array(16)).toBase64({
        alphabet: "base64url",
        omitPadding: true,
      }),
      ...put,
    }),
  absent: async () => await ask("cache.put", put),
  inherited: async () => await ask("cache.put", { handle: "__proto__", ...put }),
  list: async (_, cx) => await ask("cache.put", { handle: [own(cx)], ...put }),
  textParams: async () => await ask("cache.put", "handle"),
  given: async ({ more }) => await ask("cache.put", { handle: more, ...put }),
  flipped: async (_, cx) => {
    const handle = own(cx);
    return await ask("cache.put", {
      handle: (handle[0] === "A" ? "B" : "A") + handle.slice(1),
      ...put,
    });
  },
  unknownMethod: async (_, cx) => await ask("kubernetes.apply", { handle: own(cx) }),
  inheritedMethod: async (_, cx) => await ask("constructor", { handle: own(cx) }),
  wrongParams: async (_, cx) =>
    await ask("cache.put", { handle: own(cx), ...put, key: { deep: 1 } }),
  moreParams: async (_, cx) => await ask("cache.put", { handle: own(cx), ...put, tenant: "other" }),
  fetchAsNote: async ({ http }, cx) => {
    const params = { handle: own(cx), url: `http://127.0.0.1:${http}/noted`, request: {} };
    say({ t: "note", m: "http.fetch", p: params });
    await new Promise((resolve) => setTimeout(resolve, 150));
  },
} satisfies Attacks;

/** What the brokers refuse to a call whose handle is good. */
export const capabilities = {
  honestFetch: async ({ http }, cx) => (await cx.http.fetch(`http://127.0.0.1:${http}/`)).status,
  honestDownload: async ({ http }, cx) =>
    (await cx.http.download(`http://127.0.0.1:${http}/`, "page")).bytes > 0,
  honestSecret: async (_, cx) => (await cx.secret("/spec/secretRef").value("public")).length,
  honestCache: async (_, cx) => {
    await cx.cache.put("k", new Uint8Array(3), { seconds: 9 });
    return (await cx.cache.get("k"))!.length;
  },
  otherHost: async ({ tcp }, cx) => (await cx.http.fetch(`http://127.0.0.2:${tcp}/`)).status,
  otherPort: async ({ tcp }, cx) => (await cx.http.fetch(`http://127.0.0.1:${tcp}/`)).status,
  metadata: async (_, cx) => (await cx.http.fetch("http://169.254.169.254/latest")).status,
  fileScheme: async ({ canary }, cx) => (await cx.http.fetch(`file://${canary}`)).body.length,
  splitHeader: async ({ http }, cx) =>
    (await cx.http.fetch(`http://127.0.0.1:${http}/`, {
      headers: { "x-a": "1\r\nhost: other" },
    })).status,
  downloadOutside: async ({ http }, cx) =>
    (await cx.http.download(`http://127.0.0.1:${http}/`, "../../escaped")).bytes,
  downloadAbsolute: async ({ http, outside }, cx) =>
    (await cx.http.download(`http://127.0.0.1:${http}/`, `${outside}/escaped`)).bytes,
  uploadOutside: async ({ http, canary }, cx) =>
    (await cx.http.upload(`http://127.0.0.1:${http}/`, `../../../../../../..${canary}`)).status,
  secretHidden: async (_, cx) => (await cx.secret("/spec/secretRef").value("private")).length,
  secretInherited: async (_, cx) => (await cx.secret("/spec/secretRef").value("__proto__")).length,
  secretElsewhere: async (_, cx) => (await cx.secret("/metadata/name").keys()).length,
  dialOther: async ({ tcp }, cx) => (await cx.dial({ host: "127.0.0.1", port: tcp })).close(),
  cacheTooLarge: async (_, cx) => await cx.cache.put("k", new Uint8Array(80_000), { seconds: 9 }),
  servingUnasked: async (_, cx) => await cx.serving("apiVersion: v1"),
  longLog: async (_, cx) => {
    for (let i = 0; i < 5000; i++) cx.log.info("x".repeat(10_000), { i });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "alive";
  },
} satisfies Attacks;
