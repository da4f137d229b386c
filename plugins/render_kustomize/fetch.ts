import { createHash } from "node:crypto";
import type { Cx } from "contract";
import { readCommit } from "../lib/git/commit.ts";
import { httpTransport, wordsOf } from "../lib/git/http_transport.ts";
import { readPack } from "../lib/git/pack.ts";
import { type Remote, remoteOver } from "../lib/git/remote.ts";
import { filesOf, need } from "../lib/git/tree.ts";
import {
  type FileSystem,
  memoryFileSystem,
  type RemoteContent,
  type RemoteSource,
} from "../lib/kustomize/mod.ts";

/** The most that one file of another host may have. */
const MAX_BYTES = 64 << 20;
const TIMEOUT_SECONDS = 60;

/** The way to other hosts, and a folder for what is on its way. */
type Outside = Pick<Cx, "scratch"> & { readonly http: Pick<Cx["http"], "download" | "fetch"> };

/** What was fetched of other hosts for a build: files by http, repositories by git over http. */
export class Fetched implements RemoteSource {
  readonly #outside: Outside;
  readonly #files = new Map<string, Uint8Array | "missing">();
  readonly #repositories = new Map<string, FileSystem>();
  readonly #versions: string[] = [];

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Tells what was fetched from anything else that could have been. */
  get version(): string {
    return JSON.stringify(this.#versions);
  }

  file(url: string): Uint8Array | "missing" | undefined {
    return this.#files.get(url);
  }

  repository(url: string, revision: string): FileSystem | undefined {
    return this.#repositories.get(`${url}@${revision}`);
  }

  /** Fetches something; what went wrong is the answer. */
  async fetch({ url, revision }: RemoteContent): Promise<string | undefined> {
    try {
      if (revision === undefined) this.#files.set(url, await this.#download(url));
      else this.#repositories.set(`${url}@${revision}`, await this.#clone(url, revision));
      return undefined;
    } catch (error) {
      return revision === undefined ? `Get "${url}": ${wordsOf(error)}` : textOf(error);
    }
  }

  async #download(url: string): Promise<Uint8Array | "missing"> {
    const { http, scratch } = this.#outside;
    const name = `file-${this.#files.size}`;
    const { status } = await http.download(url, name, { maxBytes: MAX_BYTES });
    if (status !== 200) return "missing";
    const content = await Deno.readFile(`${scratch}/${name}`);
    this.#versions.push(`${url}@${createHash("sha256").update(content).digest("hex")}`);
    return content;
  }

  async #clone(url: string, revision: string): Promise<FileSystem> {
    if (!/^https?:/.test(url)) throw new Error("only http and https are read");
    const cx = this.#outside as Cx;
    const secondsLeft = () => TIMEOUT_SECONDS;
    const remote = remoteOver(httpTransport({ url, cx, auth: undefined, secondsLeft }));
    const commit = /^[0-9a-f]{40}$/.test(revision) ? revision : await commitOf(remote, revision);
    this.#versions.push(`${url}@${commit}`);
    const objects = readPack(await remote.fetch({ want: commit, depth: 1 }));
    const { tree } = readCommit(need(objects, commit, "commit"));
    const files = filesOf(objects, tree)
      .filter(({ kind }) => kind === "file" || kind === "executable")
      .map(({ path, hash }) => [path, need(objects, hash, "blob").data] as const);
    return memoryFileSystem(Object.fromEntries(files));
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function commitOf(remote: Remote, revision: string): Promise<string> {
  const names = revision === ""
    ? ["HEAD"]
    : [`refs/heads/${revision}`, `refs/tags/${revision}`, revision];
  const found = await remote.references(names);
  for (const name of names) {
    const reference = found.find((one) => one.name === name);
    if (reference) return reference.peeled ?? reference.hash;
  }
  throw new Error(`the remote has no "${revision || "HEAD"}"`);
}

/** The way outside of a program that may use the network itself. */
export function plainly(scratch: string): Outside {
  return { scratch, http: { download: download(scratch), fetch: small } };
}

/** An answer as a plugin's handle gives it. */
const small: Cx["http"]["fetch"] = async (url, request = {}) => {
  const response = await fetch(url, {
    method: request.method ?? "GET",
    headers: { ...request.headers },
  });
  return { status: response.status, headers: {}, url: response.url, body: await response.bytes() };
};

/** Downloads into scratch, as the handle of a plugin's call does. */
function download(scratch: string): Cx["http"]["download"] {
  return async (url, to, request = {}) => {
    const response = await fetch(url, {
      method: request.method ?? "GET",
      headers: { ...request.headers },
      body: typeof request.body === "string" ? request.body : null,
    });
    await Deno.writeFile(`${scratch}/${to}`, response.body ?? new Uint8Array());
    return { status: response.status, headers: {} } as Awaited<ReturnType<Cx["http"]["download"]>>;
  };
}
