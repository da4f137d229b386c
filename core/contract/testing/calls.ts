import type { Answered, Given } from "../../host/mod.ts";
import type { PluginProcess } from "../../host/process.ts";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { type AnswerOf, type Kind, type Kinds, type Method, methodsOf } from "../kinds.ts";
import type { RequestOf } from "../kinds.ts";
import type { Data, KubeObject } from "schemas/plugin/objects.ts";
import type { Report } from "schemas/plugin/report.ts";
import type { Seen } from "./lend.ts";
import { sampleObject, samplesFor } from "./samples.ts";
import { bytesOf, type World } from "./world.ts";

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The most that the call may take; the manifest's otherwise. */
  readonly timeoutMs?: number;
  /** Told when the plugin says `cx.serving`. */
  readonly onServing?: (kubeconfig: string) => void;
}

/**
 * The methods of a kind. A request names what differs from a well-formed sample; its `spec` becomes the object's, and its
 * object's spec the request's.
 */
export type Calls<K extends Kind> = {
  readonly [M in keyof Required<Kinds[K]>]: (
    request?: Partial<RequestOf<K, M>>,
    options?: CallOptions,
  ) => Promise<AnswerOf<K, M>>;
};

export interface CallsOptions<K extends Kind> {
  readonly kind: K;
  readonly world: World;
  readonly manifest: PluginManifest;
  readonly process: PluginProcess;
  readonly packs: Readonly<Record<string, string>>;
  readonly seen: Seen;
  readonly reports: Report[];
  /** Takes each answer with its scratch folder, which stays until it is disposed of. */
  readonly answered: (answered: Answered<unknown>) => void;
}

/** Every method of the kind as a function that asks the plugin under test. */
export function callsOf<K extends Kind>(options: CallsOptions<K>): Calls<K> {
  const { kind, process, seen, answered } = options;
  const methods = Object.entries(methodsOf[kind]) as [string, Method][];
  const calls = methods.map(([name, method]) => [
    name,
    async (partial: Data = {}, how: CallOptions = {}) => {
      const { request, object } = complete(options, name, partial);
      seen.crossings++;
      const found = await process.call({
        name,
        method,
        request,
        given: given(options, request, object, how),
      });
      answered(found);
      return found.answer;
    },
  ]);
  return Object.fromEntries(calls);
}

/** Fills what a request leaves out from the kind's sample. */
function complete<K extends Kind>(
  { kind, world, manifest }: CallsOptions<K>,
  name: string,
  partial: Data,
): { readonly request: Data; readonly object: KubeObject } {
  const held =
    (partial["object"] ?? world.object ?? sampleObject(manifest.serves?.[0])) as KubeObject;
  const spec = partial["spec"] as Data | undefined;
  const object = spec === undefined
    ? held
    : { ...held, spec: { ...held["spec"] as Data, ...spec } };
  const sample = (samplesFor(object)[kind] as Readonly<Record<string, object>>)[name] as Data;
  const about = {
    ..."object" in sample ? { object } : {},
    ..."spec" in sample ? { spec: object["spec"] } : {},
  };
  const bodySize = "bodySize" in sample
    ? { bodySize: bytesOf(world.inputs?.["body"] ?? "").length }
    : {};
  return { request: { ...sample, ...bodySize, ...partial, ...about }, object };
}

function given<K extends Kind>(
  { world, packs, reports }: CallsOptions<K>,
  request: Data,
  object: KubeObject,
  { signal, timeoutMs, onServing = () => {} }: CallOptions,
): Given {
  const inputs = request["inputs"] as Given["inputs"];
  const files = Object.entries(world.inputs ?? {}).map(([name, value]) => [name, bytesOf(value)]);
  return {
    object,
    packs,
    onServing,
    tenant: object.metadata.namespace ?? "default",
    files: Object.fromEntries(files),
    readSecret: (_namespace, name) => Promise.resolve(secretOf(world, name)),
    onReport: (report) => void reports.push(report),
    ...inputs === undefined ? {} : { inputs },
    ...signal === undefined ? {} : { signal },
    ...timeoutMs === undefined ? {} : { timeoutMs },
  };
}

function secretOf({ secrets = {} }: World, name: string) {
  const held = secrets[name];
  if (held === undefined) return undefined;
  return Object.fromEntries(Object.entries(held).map(([key, value]) => [key, bytesOf(value)]));
}
