import type { Cx } from "contract";
import { readPack } from "../lib/git/pack.ts";
import { readCommit } from "../lib/git/commit.ts";
import { httpTransport } from "../lib/git/http_transport.ts";
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

/** What was fetched of other hosts for builds of the command line: files by http, repositories by git over http. */
export class Fetched implements RemoteSource {
  readonly #scratch: string;
  readonly #files = new Map<string, Uint8Array | "missing">();
  readonly #repositories = new Map<string, FileSystem>();

  /** `scratch` is a folder for what is on its way. */
  constructor(scratch: string) {
    this.#scratch = scratch;
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
      if (revision === undefined) this.#files.set(url, await file(url));
      else this.#repositories.set(`${url}@${revision}`, await this.#clone(url, revision));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #clone(url: string, revision: string): Promise<FileSystem> {
    if (!/^https?:/.test(url)) throw new Error("only http and https are read");
    const http = { fetch: fetchWhole, download: download(this.#scratch) };
    const cx = { scratch: this.#scratch, http } as unknown as Cx;
    const remote = remoteOver(httpTransport({ url, cx, auth: undefined, secondsLeft: () => 120 }));
    const commit = /^[0-9a-f]{40}$/.test(revision) ? revision : await commitOf(remote, revision);
    const objects = readPack(await remote.fetch({ want: commit, depth: 1 }));
    const { tree } = readCommit(need(objects, commit, "commit"));
    const files = filesOf(objects, tree)
      .filter(({ kind }) => kind === "file" || kind === "executable")
      .map(({ path, hash }) => [path, need(objects, hash, "blob").data]);
    return memoryFileSystem(Object.fromEntries(files));
  }
}

async function commitOf(
  remote: Remote,
  revision: string,
): Promise<string> {
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

async function file(url: string): Promise<Uint8Array | "missing"> {
  const response = await fetch(url);
  if (!response.ok) {
    await response.body?.cancel();
    return "missing";
  }
  const content = await response.bytes();
  if (content.length > MAX_BYTES) throw new Error(`it has over ${MAX_BYTES} bytes`);
  return content;
}

/** Fetches into memory, as the handle of a plugin's call does. */
const fetchWhole = async (url: string, request: { headers?: Readonly<Record<string, string>> }) => {
  const response = await fetch(url, { headers: { ...request.headers } });
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, url: response.url, headers, body: await response.bytes() };
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
