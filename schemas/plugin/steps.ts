import Type, { type Static, type TSchema } from "typebox";
import { Data, Index, KubeObject, ObjectRef, strict } from "./objects.ts";
import { Report } from "./report.ts";
import { Release } from "./rounds.ts";

/** An object of the rendered set by its position, or one that the applier wrote itself. */
export const Target = Type.Union([Index, KubeObject]);
export type Target = Static<typeof Target>;

const options = {
  dryRun: Type.Optional(Type.Boolean()),
  force: Type.Optional(Type.Boolean()),
  fieldManager: Type.Optional(Type.String({ maxLength: 128 })),
  subresource: Type.Optional(Type.String({ pattern: "^[a-z]+$" })),
  precondition: Type.Optional(
    Type.Object({
      uid: Type.Optional(Type.String()),
      resourceVersion: Type.Optional(Type.String()),
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

/** One thing that the kernel does for an applier, with the object's own (impersonated) rights. */
export const Step = Type.Union([
  step("render", { values: Type.Optional(Data), release: Type.Optional(Release) }),
  step("apply", targets),
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
    apiVersion: Type.String(),
    kind: Type.String(),
    namespace: Type.Optional(Type.String()),
    labels: Type.Optional(Type.String()),
  }),
  step("wait", {
    ...refs,
    until: Until,
    failFast: Type.Optional(Type.Boolean()),
    exprs: Type.Optional(Type.Array(Data)),
  }),
  step("logs", {
    ref: ObjectRef,
    container: Type.Optional(Type.String()),
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
}
