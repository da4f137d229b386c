import type { FileSystem } from "./file_system.ts";

/** A git repository that a path names, and the folder in it. */
export interface Repository {
  /** What git clones. */
  readonly url: string;
  /** Branch, tag or commit; empty for the remote's own choice. */
  readonly revision: string;
  /** Of the kustomization, from the root of the repository. */
  readonly folder: string;
}

/** Content of other hosts: a repository at a revision (empty: the remote's own choice), or else one file by http. */
export interface RemoteContent {
  readonly url: string;
  readonly revision?: string;
}

/** What was fetched; `undefined` is not known yet, `missing` is not there. */
export interface RemoteSource {
  file(url: string): Uint8Array | "missing" | undefined;
  repository(url: string, revision: string): FileSystem | undefined;
}

/** Nothing is known of other hosts. */
export const noRemote: RemoteSource = { file: () => undefined, repository: () => undefined };

const SCHEMES = ["ssh://", "https://", "http://", "file://"];
/** Paths that leave the repository make an address no address. */
const leaves = (path: string) => /^\/?(\.\/)*\.\.(\/|$)/.test(path);

/** Whether a path is an http address of one file, or may be: some are of repositories. */
export function isRemoteFile(path: string): boolean {
  return /^https?:/i.test(path);
}

/** Whether an address says itself that it is of a repository, so that no file is asked for. */
export function isSurelyRepository(text: string): boolean {
  const rest = text.replace(/^[a-z+]+:\/\//i, "");
  return /_git\/|\/\/|\.git(\/|\?|$)|[?&](ref|version)=/.test(rest);
}

/** The git repository that a text is the address of, as kustomize reads it; undefined where it is none. */
export function parseRepository(text: string): Repository | undefined {
  if (text.startsWith("/")) return undefined;
  const [address = "", query = ""] = text.split(/\?(.*)/s);
  let rest = address.replace(/^git::/i, "");
  const scheme = SCHEMES.find((prefix) => rest.toLowerCase().startsWith(prefix)) ?? "";
  rest = rest.slice(scheme.length);
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? "";
  rest = rest.slice(user.length);
  const github = /^github\.com[/:]/i.test(rest);
  const scp = scheme === "" && (user !== "" || github);
  if (scheme === "" && !scp) return undefined;
  const parameters = new URLSearchParams(query);
  const revision = parameters.get("ref") || parameters.get("version") || "";
  if (scheme === "file://") {
    return user + rest === "" ? undefined : withPath(scheme, user + rest, revision, true);
  }
  let separator = rest.indexOf("/");
  const colon = rest.indexOf(":");
  if (scp && (separator < 0 || (colon > 0 && colon < separator))) separator = colon;
  const host = separator < 0 ? rest : rest.slice(0, separator + 1);
  if (host === "") return undefined;
  const path = separator < 0 ? "" : rest.slice(separator + 1);
  if (!github) return withPath(scheme + user + host, path, revision, false);
  const ssh = scheme === "ssh://" || user !== "";
  return withPath(ssh ? `${user}github.com:` : "https://github.com/", path, revision, false);
}

function withPath(
  host: string,
  path: string,
  revision: string,
  whole: boolean,
): Repository | undefined {
  const [repository, inside] = splitPath(path, whole) ?? [];
  if (repository === undefined || inside === undefined || repository === "" || leaves(inside)) {
    return undefined;
  }
  return { url: host + repository, revision, folder: inside.replace(/^\//, "") };
}

function splitPath(path: string, whole: boolean): [repository: string, inside: string] | undefined {
  const git = path.indexOf("_git/");
  if (git >= 0) {
    const [name = "", ...inside] = path.slice(git + 5).split("/");
    return [path.slice(0, git + 5) + name, inside.join("/")];
  }
  const double = path.indexOf("//");
  if (double >= 0) return [path.slice(0, double), path.slice(double + 2)];
  const suffix = path.indexOf(".git");
  if (suffix >= 0) return [path.slice(0, suffix + 4), path.slice(suffix + 4)];
  if (whole) return [path, ""];
  const segments = path.split("/");
  if (segments.length < 2) return undefined;
  return [segments.slice(0, 2).join("/"), segments.slice(2).join("/")];
}
