import type { Cx } from "contract";
import type { Attack, Attacks, World } from "../world.ts";

const url = ({ odd }: World, path: string) => `http://127.0.0.1:${odd}/${path}`;
/** Only what never ends is to be late; a bomb takes its time on a busy machine. */
const requestFor = (path: string) => ({ timeoutSeconds: /drip|interim/.test(path) ? 1 : 8 });
const request = requestFor("");

/** What comes of a request to a server that answers as no server should: its status and length. */
const ask = (path: string): Attack => async (w: World, cx: Cx) => {
  const { status, body } = await cx.http.fetch(url(w, path), requestFor(path));
  return [status, body.length];
};
const load = (path: string): Attack => async (w: World, cx: Cx) => {
  const { status, bytes } = await cx.http.download(url(w, path), "page", requestFor(path));
  return [status, bytes];
};

const names = [
  ...[
    "gzip",
    "gzipTwice",
    "brotli",
    "deflate",
    "zstd",
    "noGzip",
    "headers",
    "longHeader",
    "interim",
  ],
  ...["upgrade", "trailers", "chunks", "chunkSize", "negative", "lengths", "both", "short", "huge"],
  ...[
    "status",
    "oldest",
    "split",
    "letters",
    "dripHead",
    "dripBody",
    "toFile",
    "toMapped",
    "toUser",
  ],
  ...["toNumber", "toItself", "plain"],
] as const;

/** `fetch` of each, by its name. */
export const answers = Object.fromEntries(names.map((name) => [name, ask(name)])) as
  & Record<(typeof names)[number], Attack>
  & Attacks;

/** `download` of some. */
export const downloads = {
  gzip: load("gzip"),
  brotli: load("brotli"),
  short: load("short"),
  dripBody: load("dripBody"),
  huge: load("huge"),
  plain: load("plain"),
} satisfies Attacks;

/** Addresses as a plugin may write them. */
export const addresses = {
  user: async (w, cx) =>
    (await cx.http.fetch(`http://127.0.0.1:${w.odd}@169.254.169.254/`, request)).status,
  backslash: async (w, cx) =>
    (await cx.http.fetch(`http://169.254.169.254\\@127.0.0.1:${w.odd}/`, request)).status,
  mapped: async (w, cx) =>
    (await cx.http.fetch(`http://[::ffff:127.0.0.1]:${w.tcp}/`, request)).status,
  octal: async (w, cx) => (await cx.http.fetch(`http://0177.0.0.1:${w.tcp}/`, request)).status,
  number: async (w, cx) => (await cx.http.fetch(`http://2130706433:${w.tcp}/`, request)).status,
  wide: async (w, cx) => (await cx.http.fetch(`http://１２７.０.０.１:${w.tcp}/`, request)).status,
  name: async (w, cx) => (await cx.http.fetch(`http://localhost:${w.tcp}/`, request)).status,
  websocket: async (w, cx) => (await cx.http.fetch(`ws://127.0.0.1:${w.odd}/`, request)).status,
  data: async (_, cx) => (await cx.http.fetch("data:text/plain,hello", request)).status,
  blob: async (_, cx) =>
    (await cx.http.fetch(URL.createObjectURL(new Blob(["hello"])), request)).status,
  break: async (w, cx) =>
    (await cx.http.fetch(`http://127.0.0.1:${w.odd}/\r\nhost: other\r\n\r\n`, request)).status,
  dialName: async (w, cx) => (await cx.dial({ host: "127.0.0.1\0.example", port: w.odd })).close(),
  dialZone: async (w, cx) => (await cx.dial({ host: "fe80::1%eth0", port: w.odd })).close(),
  dialBroadcast: async (w, cx) => (await cx.dial({ host: "0.0.0.0", port: w.odd })).close(),
  proxyElsewhere: async (w, cx) =>
    (await cx.http.fetch(url(w, "plain"), { ...request, proxy: `http://127.0.0.1:${w.tcp}/` }))
      .status,
  headerName: async (w, cx) =>
    (await cx.http.fetch(url(w, "plain"), { ...request, headers: { "x a": "1" } })).status,
  headerHost: async (w, cx) =>
    (await cx.http.fetch(url(w, "plain"), { ...request, headers: { Host: "other" } })).status,
  headerPrototype: async (w, cx) =>
    (await cx.http.fetch(url(w, "plain"), {
      ...request,
      headers: JSON.parse(`{"__proto__":"1"}`),
    })).status,
  pathNul: async (w, cx) => (await cx.http.download(url(w, "plain"), "a\0b", request)).bytes,
  pathDots: async (w, cx) => (await cx.http.download(url(w, "plain"), "..", request)).bytes,
  pathLong: async (w, cx) =>
    (await cx.http.download(url(w, "plain"), "é".repeat(200), request)).bytes,
  pathBreak: async (w, cx) => (await cx.http.download(url(w, "plain"), "a\nb", request)).bytes,
  pathFolder: async (w, cx) => {
    Deno.mkdirSync(`${w.scratch}/taken`);
    return (await cx.http.download(url(w, "plain"), "taken", request)).bytes;
  },
  plain: async (w, cx) => (await cx.http.fetch(url(w, "plain"), request)).status,
} satisfies Attacks;
