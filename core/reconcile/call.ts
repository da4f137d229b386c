/** How the loops call a plugin about an object: with its inputs, packs and the right to its Secrets. */
import type {
  AnswerOf,
  Data,
  Kind,
  Kinds as ContractKinds,
  KubeObject,
  Report,
  RequestOf,
} from "../contract/mod.ts";
import { terminal } from "../contract/mod.ts";
import type { Answered, Given, Installed, SecretData } from "../host/plugins.ts";
import type { Work } from "./context.ts";
import { type Inputs, noInputs, shownTo } from "./inputs.ts";
import type { Kernel } from "./ports.ts";

/** The plugin of the kind that serves the object; a terminal failure where there is none. */
export function served(kernel: Kernel, kind: Kind, object: KubeObject): Installed {
  const installed = kernel.plugins.route(kind, object);
  if (installed) return installed;
  throw terminal("PluginMissing", `no plugin of kind ${kind} serves this ${object.kind}`);
}

/** The plugin that a pipeline names. */
export function named(kernel: Kernel, id: string): Installed {
  const installed = kernel.plugins.installed.find((one) => one.id === id);
  if (installed) return installed;
  throw terminal("PluginMissing", `no plugin has the id "${id}"`);
}

export type Lent = Partial<Omit<Given, "tenant" | "inputs">> & {
  readonly inputs?: Inputs;
  /** The caller passes the answer's report on itself. */
  readonly laterReport?: boolean;
};

/** What a question about an object begins with. */
export function subject(
  installed: Installed,
  object: KubeObject,
  inputs: Inputs = noInputs,
): { object: KubeObject; spec: Data; inputs: Readonly<Record<string, readonly KubeObject[]>> } {
  const spec = (object["spec"] ?? {}) as Data;
  return { object, spec, inputs: shownTo(installed, inputs.objects) };
}

/** Calls a plugin about the object of a run; what it reports on the way and in its answer goes to the run. */
export async function call<K extends Kind, M extends string & keyof Required<ContractKinds[K]>>(
  { pass, loops }: Work,
  installed: Installed,
  [kind, method]: readonly [K, M],
  request: RequestOf<K, M>,
  { inputs = noInputs, laterReport = false, ...lent }: Lent = {},
): Promise<Answered<AnswerOf<K, M>>> {
  const { kernel } = loops;
  const answered = await kernel.plugins.call(installed.id, kind, method, request, {
    ...lentTo(kernel, lent.object ?? pass.object),
    inputs: inputs.objects,
    packs: inputs.packs,
    onReport: (report) => pass.report(report),
    signal: pass.signal,
    ...lent,
  });
  const { report } = answered.answer as { report?: Report };
  if (!laterReport) pass.report(report);
  return answered;
}

type Asked = "object" | "spec" | "inputs";

/** Asks one question: the object and its inputs go along, and nothing but the answer comes back. */
export async function ask<K extends Kind, M extends string & keyof Required<ContractKinds[K]>>(
  work: Work,
  installed: Installed,
  question: readonly [K, M],
  further: Omit<RequestOf<K, M>, Asked>,
  lent: Lent = {},
): Promise<AnswerOf<K, M>> {
  const about = subject(installed, lent.object ?? work.pass.object, lent.inputs);
  const request = { ...about, ...further } as unknown as RequestOf<K, M>;
  await using answered = await call(work, installed, question, request, lent);
  return answered.answer;
}

/** What a call outside of a run is lent: the object that it is about, and the Secrets that this one names. */
export function lentTo(kernel: Kernel, object: KubeObject) {
  return {
    object,
    tenant: object.metadata.namespace ?? "",
    readSecret: (namespace: string, name: string) => readSecret(kernel, namespace, name),
  };
}

/** The decoded values of a Secret, read afresh; `undefined` where it does not exist. */
export async function readSecret(
  { cluster }: Kernel,
  namespace: string,
  name: string,
): Promise<SecretData | undefined> {
  const found = await cluster.get({ apiVersion: "v1", kind: "Secret", namespace, name });
  if (!found) return undefined;
  const data = (found["data"] ?? {}) as Readonly<Record<string, string>>;
  const decoded = Object.entries(data)
    .map(([key, value]) => [key, Uint8Array.fromBase64(value)] as const);
  return Object.fromEntries(decoded);
}
