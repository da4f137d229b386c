/** Host keys as OpenSSH keeps them (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), read and judged as Flux does, in its words. */
import { createHmac } from "node:crypto";
import { GitError } from "./errors.ts";
import { readBlob } from "./ssh_blob.ts";

export interface KnownHosts {
  /** Types of the keys that are known, of whatever host: what is asked of a server. */
  readonly algorithms: readonly string[];
  /** Why a key is not the host's; undefined where it is. */
  problemOf(host: string, port: number, key: Uint8Array): string | undefined;
}

interface Entry {
  readonly matches: (host: string, port: number) => boolean;
  readonly key: Uint8Array;
  readonly type: string;
  readonly isAuthority: boolean;
}

/** Throws GitError for a line that cannot be read. */
export function readKnownHosts(text: string): KnownHosts {
  const entries: Entry[] = [], revoked: Uint8Array[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [marker, rest] = markerOf(line);
    const [pattern = "", type, base64 = ""] = rest.split(/[\t ]+/);
    if (type === undefined) throw unreadable("knownhosts: missing host pattern");
    if (base64 === "") throw unreadable("knownhosts: missing key type pattern");
    const key = keyOf(base64);
    if (marker === "@revoked") revoked.push(key.bytes);
    else {
      const matches = pattern.startsWith("|") ? hashed(pattern) : patterns(pattern);
      entries.push({ ...key, key: key.bytes, matches, isAuthority: marker === "@cert-authority" });
    }
  }
  return {
    algorithms: [...new Set(entries.map(({ type }) => type))],
    problemOf(host, port, key) {
      if (revoked.some((one) => same(one, key))) return "knownhosts: key is revoked";
      const known = entries.filter((one) => !one.isAuthority && one.matches(host, port));
      if (known.length === 0) return "knownhosts: key is unknown";
      const type = readBlob(key).text();
      const first = known.find((one) => one.type === type);
      return first && same(first.key, key) ? undefined : "knownhosts: key mismatch";
    },
  };
}

function markerOf(line: string): readonly [marker: string | undefined, rest: string] {
  const found = /^(@cert-authority|@revoked)[\t ]+(.*)$/.exec(line);
  return found ? [found[1], found[2]!] : [undefined, line];
}

function keyOf(base64: string): { readonly bytes: Uint8Array; readonly type: string } {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(base64);
  } catch {
    const at = /[^A-Za-z0-9+/]/.exec(base64)?.index ?? base64.length - base64.length % 4;
    throw unreadable(`illegal base64 data at input byte ${at}`);
  }
  try {
    return { bytes, type: readBlob(bytes).text() };
  } catch {
    throw unreadable("ssh: short read");
  }
}

/** A list of names with `*` and `?`, each negated by `!`, with a port where it is not 22. */
function patterns(list: string): Entry["matches"] {
  const parsed = list.split(",").filter((one) => one !== "").map((one) => {
    const isNegated = one.startsWith("!");
    const text = isNegated ? one.slice(1) : one;
    if (text === "") throw unreadable("knownhosts: negation without following hostname");
    const found = /^\[([^\]]*)\]:(\d+)$/.exec(text) ?? /^([^:]*):(\d+)$/.exec(text);
    const name = wildcard(found?.[1] ?? text);
    return { isNegated, name, port: Number(found?.[2] ?? 22) };
  });
  return (host, port) => {
    const hits = parsed.filter((one) => one.port === port && one.name(host));
    return hits.length > 0 && !hits.some(({ isNegated }) => isNegated);
  };
}

/** `*` stands for anything, dots too. Matched by hand: a pattern of many stars must not take forever. */
function wildcard(pattern: string): (text: string) => boolean {
  return (text) => {
    let at = 0, p = 0, star = -1, mark = 0;
    while (at < text.length) {
      if (pattern[p] === "*") [star, mark] = [p++, at];
      else if (pattern[p] === "?" || pattern[p] === text[at]) [p, at] = [p + 1, at + 1];
      else if (star >= 0) [p, at] = [star + 1, ++mark];
      else return false;
    }
    while (pattern[p] === "*") p++;
    return p === pattern.length;
  };
}

function hashed(pattern: string): Entry["matches"] {
  const parts = pattern.split("|");
  if (parts.length !== 4) {
    throw unreadable(`knownhosts: got ${parts.length} components, want 3`);
  }
  if (parts[1] !== "1") throw unreadable(`knownhosts: got hash type ${parts[1]}, must be '1'`);
  const salt = Uint8Array.fromBase64(parts[2]!), hash = parts[3]!;
  return (host, port) => {
    const name = port === 22 ? host : `[${host}]:${port}`;
    return createHmac("sha1", salt).update(name).digest("base64") === hash;
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function unreadable(why: string): GitError {
  return new GitError(`knownhosts: ${why}`);
}
