/** Short ways to write the steps of a probe; see corpus/apiserver/README.md for their form. */
export interface Step {
  readonly id?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly who?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  readonly text?: string;
  readonly sleep?: number;
  readonly watch?: string;
  readonly collect?: string;
  readonly n?: number;
  readonly ended?: boolean;
  readonly until?: unknown;
  readonly ignore?: readonly string[];
  readonly pick?: readonly string[];
  readonly quiet?: boolean;
}

/** What is asked of two servers, whose answers are compared. */
export interface Probe {
  readonly name: string;
  readonly managed?: boolean;
  readonly rv?: boolean;
  readonly generated?: readonly string[];
  readonly steps: readonly Step[];
}

type More = Omit<Step, "method" | "path" | "body">;

export const get = (path: string, more: More = {}): Step => ({ method: "GET", path, ...more });
export const remove = (path: string, body?: unknown, more: More = {}): Step => ({
  method: "DELETE",
  path,
  ...(body === undefined ? {} : { body }),
  ...more,
});
export const post = (path: string, body: unknown, more: More = {}): Step => ({
  method: "POST",
  path,
  body,
  ...more,
});
export const put = (path: string, body: unknown, more: More = {}): Step => ({
  method: "PUT",
  path,
  body,
  ...more,
});

const patchOf = (type: string) => (path: string, body: unknown, more: More = {}): Step => ({
  method: "PATCH",
  path,
  body,
  ...more,
  headers: { "Content-Type": `application/${type}`, ...more.headers },
});
export const merge = patchOf("merge-patch+json");
export const strategic = patchOf("strategic-merge-patch+json");
export const json = patchOf("json-patch+json");
/** A server-side apply; `more.query` names the field manager. */
export const apply = (path: string, body: unknown, more: More = {}): Step =>
  patchOf("apply-patch+yaml")(path, body, { query: "fieldManager=one", ...more });

/** A namespace of the probe's own, made first. */
export const namespace = (name: string): Step =>
  post("/api/v1/namespaces", { metadata: { name } }, { quiet: true });
