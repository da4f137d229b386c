import {
  CallError,
  define,
  fromBytes,
  type GoFunction,
  type GoMap,
  kindName,
  quote,
  toBytes,
} from "../gotemplate/mod.ts";

/** A URL in net/url's parts. */
interface Address {
  scheme: string;
  opaque: string;
  user: string;
  host: string;
  path: string;
  query: string;
  fragment: string;
  forced: boolean;
}

// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;
const KEEP = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!'()*]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
} as const;

function unescape(text: string): string {
  if (!text.includes("%")) return text;
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text);
  if (wrong) throw new CallError(`invalid URL escape "${wrong[0]}"`);
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "%") {
      bytes.push(parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(...toBytes(text[i]!));
  }
  return fromBytes(Uint8Array.from(bytes));
}

function escape(text: string, keep: RegExp): string {
  let out = "";
  for (const byte of toBytes(text)) {
    const c = String.fromCharCode(byte);
    out += byte < 128 && keep.test(c) ? c : "%" + byte.toString(16).toUpperCase().padStart(2, "0");
  }
  return out;
}

function parseUser(text: string): string {
  const [name = "", ...rest] = text.split(":");
  const password = rest.length > 0 ? ":" + escape(unescape(rest.join(":")), KEEP.user) : "";
  return escape(unescape(name), KEEP.user) + password;
}

function parse(text: string): Address {
  const failed = (why: string) => new CallError(`parse ${quote(text)}: ${why}`);
  if (CONTROL.test(text)) throw failed("net/url: invalid control character in URL");
  const hash = text.indexOf("#");
  const fragment = hash < 0 ? "" : unescape(text.slice(hash + 1));
  let rest = hash < 0 ? text : text.slice(0, hash);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest)?.[1] ?? "";
  if (rest.startsWith(":")) throw failed("missing protocol scheme");
  if (scheme) rest = rest.slice(scheme.length + 1);
  const mark = rest.indexOf("?");
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  const forced = mark >= 0 && query === "";
  if (mark >= 0) rest = rest.slice(0, mark);
  const address = {
    scheme: scheme.toLowerCase(),
    opaque: "",
    user: "",
    host: "",
    path: "",
    query,
    fragment,
    forced,
  };
  if (scheme && !rest.startsWith("/")) return { ...address, opaque: rest };
  if (!scheme && /^[^/]*:/.test(rest)) {
    throw failed("first path segment in URL cannot contain colon");
  }
  if (rest.startsWith("//") && !(rest.startsWith("///") && !scheme)) {
    const end = rest.indexOf("/", 2);
    const authority = rest.slice(2, end < 0 ? undefined : end);
    rest = end < 0 ? "" : rest.slice(end);
    const at = authority.lastIndexOf("@");
    const user = at < 0 ? "" : parseUser(authority.slice(0, at));
    const host = authority.slice(at + 1);
    if (host.startsWith("[") && !host.includes("]")) throw failed("missing ']' in host");
    const port = /:([^\]:]*)$/.exec(host)?.[1];
    if (port && !/^[0-9]*$/.test(port)) throw failed(`invalid port ":${port}" after host`);
    return { ...address, user, host: unescape(host), path: unescape(rest) };
  }
  return { ...address, path: unescape(rest) };
}

function write({ scheme, opaque, user, host, path, query, fragment }: Address): string {
  let out = scheme && scheme + ":";
  if (opaque) out += opaque;
  else {
    if (scheme || host || user) {
      if (host || path || user) out += host || user || scheme ? (host || user ? "//" : "") : "";
      out += user && user + "@";
      out += host;
    }
    const escaped = escape(path, KEEP.path);
    if (escaped && !escaped.startsWith("/") && host) out += "/";
    if (out === "" && /^[^/]*:/.test(escaped)) out += "./";
    out += escaped;
  }
  return out + (query && "?" + query) + (fragment && "#" + escape(fragment, KEEP.fragment));
}

function urlParse(text: string): GoMap {
  let address: Address;
  try {
    address = parse(text);
  } catch (error) {
    if (error instanceof CallError) throw new CallError(`unable to parse url: ${error.message}`);
    throw error;
  }
  const { host } = address;
  const hostname = host.replace(/:[0-9]*$/, "").replace(/^\[(.*)\]$/, "$1");
  return new Map([
    ["scheme", address.scheme],
    ["host", host],
    ["hostname", hostname],
    ["path", address.path],
    ["query", address.query],
    ["opaque", address.opaque],
    ["fragment", address.fragment],
    ["userinfo", address.user],
  ]);
}

function urlJoin(parts: GoMap): string {
  const get = (key: string): string => {
    const value = parts.get(key);
    if (value === undefined) return "";
    if (typeof value === "string") return value;
    throw new CallError(
      `unable to parse ${key} key, must be of type string, but ${kindName(value)} found`,
    );
  };
  const user = get("userinfo");
  return write({
    scheme: get("scheme"),
    host: get("host"),
    path: get("path"),
    query: get("query"),
    opaque: get("opaque"),
    fragment: get("fragment"),
    user: user && parseUser(user),
    forced: false,
  });
}

/** path.Clean. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith("/");
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") out.push(part);
    else if (out.length > 0 && out.at(-1) !== "..") out.pop();
    else if (!rooted) out.push("..");
  }
  return (rooted ? "/" : "") + out.join("/") || ".";
}

/** path.Base. */
export function basePath(path: string): string {
  if (path === "") return ".";
  return path.replace(/\/+$/, "").split("/").at(-1) || "/";
}

const directory = (path: string) => cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
const extension = (path: string) => /\.[^./]*$/.exec(path)?.[0] ?? "";
const isAbsolute = (path: string) => path.startsWith("/");

/** Sprig's functions of URLs and paths. */
export const ADDRESSES: ReadonlyMap<string, GoFunction> = new Map([
  ["urlParse", define(["string"], urlParse)],
  ["urlJoin", define(["map"], urlJoin)],
  ...["", "os"].flatMap((prefix): [string, GoFunction][] => {
    const name = (word: string) => prefix ? prefix + word[0]!.toUpperCase() + word.slice(1) : word;
    return [
      [name("base"), define(["string"], basePath)],
      [name("clean"), define(["string"], cleanPath)],
      [name("dir"), define(["string"], directory)],
      [name("ext"), define(["string"], extension)],
      [name("isAbs"), define(["string"], isAbsolute)],
    ];
  }),
]);
