/** The two questions of git's protocol version 2 that a reader asks, over smart HTTP (gitprotocol-v2, gitprotocol-http). */
import { type Cx, type HttpRequest, terminal, transient } from "contract";
import { DELIMITER, FLUSH, lineText, pktLine, pktLines, printable } from "./pkt_line.ts";

export interface Remote {
  /** References whose names begin with one of the prefixes, annotated tags peeled. */
  references(prefixes: readonly string[]): Promise<readonly Reference[]>;
  /** Writes the pack of one commit, without its parents, into a file below scratch; gives the file's path. */
  fetchCommit(hash: string): Promise<string>;
}

export interface Reference {
  readonly name: string;
  readonly hash: string;
  /** Of an annotated tag: the commit that it stands for. */
  readonly peeled?: string;
}

export interface RemoteOptions {
  readonly url: string;
  readonly cx: Cx;
  readonly auth: HttpRequest["auth"];
  readonly timeoutSeconds?: number;
}

const MAX_PACK_BYTES = 1024 ** 3;
const MAX_REFERENCES_BYTES = 64 * 1024 ** 2;

export function httpRemote(options: RemoteOptions): Remote {
  return {
    references: (prefixes) => references(options, prefixes),
    fetchCommit: (hash) => fetchCommit(options, hash),
  };
}

async function references(
  options: RemoteOptions,
  prefixes: readonly string[],
): Promise<readonly Reference[]> {
  const body = [
    pktLine("command=ls-refs"),
    DELIMITER,
    pktLine("peel"),
    ...prefixes.map((prefix) => pktLine(`ref-prefix ${prefix}`)),
    FLUSH,
  ].join("");
  const path = await ask(options, body, "references", MAX_REFERENCES_BYTES);
  const bytes = await Deno.readFile(path);
  const found: Reference[] = [];
  for (const line of pktLines(bytes)) {
    if (typeof line === "string") break;
    const match = /^([0-9a-f]{40}(?:[0-9a-f]{24})?) (\S+)(?: (.*))?$/.exec(lineText(line));
    if (!match) throw notVersion2(options.url, lineText(line));
    const peeled = /\bpeeled:([0-9a-f]{40,64})\b/.exec(match[3] ?? "")?.[1];
    found.push({ hash: match[1]!, name: match[2]!, ...(peeled === undefined ? {} : { peeled }) });
  }
  return found;
}

async function fetchCommit(options: RemoteOptions, hash: string): Promise<string> {
  const body = [
    pktLine("command=fetch"),
    DELIMITER,
    ...["ofs-delta", "no-progress", "deepen 1", `want ${hash}`, "done"].map(pktLine),
    FLUSH,
  ].join("");
  return await ask(options, body, "fetched", MAX_PACK_BYTES);
}

async function ask(
  { url, cx, auth, timeoutSeconds }: RemoteOptions,
  body: string,
  to: string,
  maxBytes: number,
) {
  const request: HttpRequest = {
    method: "POST",
    body,
    maxBytes,
    headers: {
      "git-protocol": "version=2",
      "content-type": "application/x-git-upload-pack-request",
      "accept": "application/x-git-upload-pack-result",
    },
    ...auth === undefined ? {} : { auth },
    ...timeoutSeconds === undefined ? {} : { timeoutSeconds },
  };
  const service = `${url.replace(/\/+$/, "")}/git-upload-pack`;
  const { status } = await cx.http.download(service, to, request);
  if (status === 401 || status === 403) {
    throw transient(
      "AuthenticationFailed",
      `Cannot read "${url}": authentication required (status ${status})`,
    );
  }
  if (status === 404) {
    throw transient("GitOperationFailed", `Cannot read "${url}": repository not found`);
  }
  if (status !== 200) {
    throw transient("GitOperationFailed", `Cannot read "${url}": status is ${status}`);
  }
  return `${cx.scratch}/${to}`;
}

function notVersion2(url: string, line: string) {
  return terminal(
    "GitOperationFailed",
    `Cannot read "${url}": the server does not speak git's protocol version 2 (it said "${
      printable(line)
    }")`,
  );
}

/** The pack out of a fetch's answer: the side-band's first channel of the section `packfile`. */
export function packOf(answer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let section = "", size = 0;
  for (const line of pktLines(answer)) {
    if (typeof line === "string") {
      if (line === "delimiter") section = "";
      continue;
    }
    if (section !== "packfile") {
      section = sectionOf(line);
      continue;
    }
    if (line[0] === 3) {
      throw transient(
        "GitOperationFailed",
        `The server failed: ${printable(lineText(line.subarray(1)))}`,
      );
    }
    if (line[0] !== 1) continue;
    parts.push(line.subarray(1));
    size += line.length - 1;
  }
  if (parts.length === 0) throw transient("GitOperationFailed", "The server sent no pack");
  return join(parts, size);
}

function sectionOf(line: Uint8Array): string {
  const text = lineText(line);
  if (text.startsWith("ERR ")) {
    throw transient("GitOperationFailed", `The server failed: ${printable(text.slice(4))}`);
  }
  return text;
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
