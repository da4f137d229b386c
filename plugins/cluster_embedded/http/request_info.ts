/** What a request is about, as apiserver's RequestInfo: from its path and method alone. */
export interface RequestInfo {
  readonly isResource: boolean;
  readonly path: string;
  readonly verb: string;
  readonly prefix: "api" | "apis" | "";
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** Path parts after the subresource. */
  readonly rest: readonly string[];
}

const verbs: Readonly<Record<string, string>> = {
  ...{ POST: "create", GET: "get", HEAD: "get", PUT: "update", PATCH: "patch", DELETE: "delete" },
};
const namespaceSubresources = new Set(["status", "finalize"]);

/** Reads path and query; never fails. */
export function requestInfo(method: string, url: URL): RequestInfo {
  const path = url.pathname;
  const parts = path.split("/").filter((part) => part !== "").map(decodePart);
  const plain = nonResource(method, path);
  const prefix = parts[0];
  if ((prefix !== "api" && prefix !== "apis") || parts.length < (prefix === "api" ? 3 : 4)) {
    return plain;
  }
  const [group, version] = prefix === "api" ? ["", parts[1]!] : [parts[1]!, parts[2]!];
  const below = parts.slice(prefix === "api" ? 2 : 3);
  let verb = verbs[method] ?? "";
  if (below[0] === "watch" && below.length > 1) {
    below.shift();
    verb = "watch";
  }
  const { namespace, rest } = splitNamespace(below);
  const [resource = "", name = "", subresource = "", ...more] = rest;
  if (name === "" && verb === "get") {
    verb = isTrue(url.searchParams.get("watch")) ? "watch" : "list";
  }
  if (name === "" && verb === "delete") verb = "deletecollection";
  const given = verb === "list" || verb === "watch" || verb === "deletecollection"
    ? selectedName(url) || name
    : name;
  return {
    isResource: true,
    path,
    verb,
    prefix,
    group,
    version,
    namespace,
    resource,
    name: given,
    subresource,
    rest: more,
  };
}

function splitNamespace(below: string[]): { namespace: string; rest: string[] } {
  if (below[0] !== "namespaces") return { namespace: "", rest: below };
  const namespace = below[1] ?? "";
  const inside = below.length > 2 && !namespaceSubresources.has(below[2]!);
  return { namespace, rest: inside ? below.slice(2) : below };
}

function nonResource(method: string, path: string): RequestInfo {
  return {
    isResource: false,
    path,
    verb: method.toLowerCase(),
    prefix: "",
    group: "",
    version: "",
    namespace: "",
    resource: "",
    name: "",
    subresource: "",
    rest: [],
  };
}

function selectedName(url: URL): string {
  const match = /(?:^|,)metadata\.name==?([^,!=]+)(?:,|$)/.exec(
    url.searchParams.get("fieldSelector") ?? "",
  );
  return match?.[1] ?? "";
}

/** How the server reads a boolean query parameter: anything but "false" and "0" is true. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== "false" && value !== "0";
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
