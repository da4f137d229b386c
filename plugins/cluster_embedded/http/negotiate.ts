import { ApiError } from "../errors/api_error.ts";

/** How an answer is written. */
export interface Form {
  readonly media: "json" | "yaml";
  /** Another kind in place of the object: Table, PartialObjectMetadata or its list, discovery. */
  readonly as?: { readonly kind: string; readonly group: string; readonly version: string };
}

const accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
const streamed =
  ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
const transforms = new Set(["Table", "PartialObjectMetadata", "PartialObjectMetadataList"]);

interface Clause {
  readonly type: string;
  readonly quality: number;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Whether an Accept header can be met at all, and with which form. `streams`: also of watches;
 * `router`: it is judged by the server's router first, which has words of its own. Throws 406.
 */
export function negotiate(
  accept: string | null,
  allowed: (as: NonNullable<Form["as"]>) => boolean,
  { streams = false, router = true }: { streams?: boolean; router?: boolean } = {},
): Form {
  const clauses = parseAccept(accept ?? "");
  if (clauses.length === 0) return { media: "json" };
  let matched = false;
  for (const clause of clauses) {
    const media = mediaOf(clause.type);
    if (media === undefined) continue;
    matched = true;
    const kind = clause.params.get("as");
    if (kind === undefined) return { media };
    const as = { kind, group: clause.params.get("g") ?? "", version: clause.params.get("v") ?? "" };
    if (allowed(as)) return { media, as };
  }
  if (matched || !router) {
    throw new ApiError(
      406,
      "NotAcceptable",
      `only the following media types are accepted: ${accepted}`,
    );
  }
  throw new ApiError(
    406,
    "NotAcceptable",
    `406: Not Acceptable\n\nAvailable representations: ${accepted}${streams ? streamed : ""}`,
    {},
  );
}

/** The forms of objects that meta.k8s.io names. */
export function isObjectForm(as: { kind: string; group: string; version: string }): boolean {
  return as.group === "meta.k8s.io" && transforms.has(as.kind) &&
    (as.version === "v1" || as.version === "v1beta1");
}

function mediaOf(type: string): "json" | "yaml" | undefined {
  if (type === "application/json" || type === "*/*") return "json";
  return type === "application/yaml" ? "yaml" : undefined;
}

function parseAccept(accept: string): Clause[] {
  const clauses: Clause[] = [];
  for (const part of accept.split(",")) {
    const [type = "", ...params] = part.split(";").map((piece) => piece.trim());
    if (type === "") continue;
    const named = new Map(params.map((param) => {
      const [key = "", value = ""] = param.split("=");
      return [key.trim(), value.trim()] as const;
    }));
    clauses.push({ type, quality: Number(named.get("q") ?? 1), params: named });
  }
  return clauses.sort((a, b) => b.quality - a.quality);
}
