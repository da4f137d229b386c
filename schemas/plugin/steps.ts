import Type, { type Static, type TSchema } from "typebox";
import { Data, Index, KubeObject, line, ObjectRef, strict } from "./objects.ts";
import { Report } from "./report.ts";
import { Release } from "./rounds.ts";

/** An object of the rendered set by its position, or one that the applier wrote itself. */
export const Target = Type.Union([Index, KubeObject]);
export type Target = Static<typeof Target>;

const options = {
  dryRun: Type.Optional(Type.Boolean()),
  force: Type.Optional(Type.Boolean()),
  fieldManager: Type.Optional(line(128)),
  subresource: Type.Optional(Type.String({ pattern: "^[a-z]+$" })),
  precondition: Type.Optional(
    Type.Object({
      uid: Type.Optional(line(128)),
      resourceVersion: Type.Optional(line(128)),
    }, strict),
  ),
  propagation: Type.Optional(
    Type.Enum(["Foreground", "Background", "Orphan"]),
  ),
  ignoreNotFound: Type.Optional(Type.Boolean()),
  timeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 86_400 })),
};

const step = <D extends string, S extends Record<string, TSchema>>(name: D, fields: S) =>
  Type.Object({ do: Type.Literal(name), ...fields, ...options }, strict);
const targets = { targets: Type.Array(Target) };
const refs = { refs: Type.Array(ObjectRef) };

/** When a `wait` is over. */
export const Until = Type.Enum(["current", "deleted", "complete", "established"]);
export type Until = Static<typeof Until>;

/** Labels or annotations with values, written in lower case, that mean something on an object. */
const Marks = Type.Optional(Type.Array(Type.Tuple([line(512), line(512)]), { maxItems: 64 }));

/**
 * An apply of everything or nothing: what is as wanted is left alone, the rest is tried, and written, in its order, if all of it
 * would be taken.
 */
export const Checked = Type.Object({
  /** Left alone where the rendered or the live object has one of them. */
  skip: Marks,
  /** Left alone where it exists, if the rendered object has one. */
  ifAbsent: Marks,
  /** Deleted and made anew where a change is refused, if the rendered or the live object has one; `true`: all are. */
  recreate: Type.Optional(Type.Union([Type.Literal(true), Marks])),
  /** What others left on an object that we take over: their fields become ours, these annotations and labels go. */
  adopt: Type.Optional(Type.Object({
    /** Beginnings of names of managers: `kubectl` of both operations, `^one` of updates alone. */
    managers: Type.Array(line(253), { maxItems: 64 }),
    metadata: Type.Array(line(512), { maxItems: 64 }),
    /** Not where an object has one of these. */
    unless: Marks,
  }, strict)),
  /** Pointers whose drift does not count, each for the objects that a target selects. */
  ignore: Type.Optional(Type.Array(Data, { maxItems: 1000 })),
}, strict);
export type Checked = Readonly<Static<typeof Checked>>;

/** One thing that the kernel does for an applier, with the object's own (impersonated) rights. */
export const Step = Type.Union([
  step("render", { values: Type.Optional(Data), release: Type.Optional(Release) }),
  step("apply", { ...targets, checked: Type.Optional(Checked) }),
  step("create", targets),
  step("update", targets),
  step("replace", targets),
  step("patch", {
    ref: ObjectRef,
    type: Type.Enum(["json", "merge", "strategic"]),
    body: Type.Unknown(),
  }),
  step("delete", refs),
  step("get", refs),
  step("list", {
    apiVersion: line(317),
    kind: line(63),
    namespace: Type.Optional(line(63)),
    labels: Type.Optional(line(4096)),
  }),
  step("wait", {
    ...refs,
    until: Until,
    failFast: Type.Optional(Type.Boolean()),
    exprs: Type.Optional(Type.Array(Data, { maxItems: 1000 })),
  }),
  step("logs", {
    ref: ObjectRef,
    container: Type.Optional(line(63)),
    tailLines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  }),
  step("discover", {}),
  step("report", { report: Report }),
]);
export type Step = Readonly<Static<typeof Step>>;
export type StepName = Step["do"];
export type StepOf<D extends StepName> = Extract<Step, { readonly do: D }>;

/** Steps that may run at the same time. Groups run in order; the first with a failure ends the round. */
export const Group = Type.Array(Step, { minItems: 1, maxItems: 10_000 });

/** How one step ended. A step that was never reached is `notTried`. */
export interface StepResult {
  readonly status: "done" | "failed" | "notTried";
  /** One for each target or reference, in their order. */
  readonly items?: readonly ItemResult[];
  readonly error?: StepError;
  /** Of `list`, `logs` and `discover`. */
  readonly found?: unknown;
}

export interface ItemResult {
  readonly status:
    | "created"
    | "configured"
    | "unchanged"
    | "skipped"
    | "notTried"
    | "deleted"
    | "found"
    | "missing"
    | "failed"
    | "waited";
  /** What the API server answered: whole for `get`, metadata only for writes. */
  readonly live?: KubeObject;
  readonly error?: StepError;
}

export interface StepError {
  readonly reason: string;
  readonly message: string;
  /** Of the API server's answer. */
  readonly status?: number;
  /** Of a checked apply that was past its trial. */
  readonly phase?: "apply";
}
