import type { Answer, KubeObject, Need } from "contract";
import { joinVariables, KustomizeError } from "../lib/kustomize/mod.ts";
import type { KustomizationSpec, SubstituteReference } from "./spec.ts";

const idOf = ({ kind, name }: SubstituteReference) => `${kind}/${name}`;

/** What must be read of the cluster before variables are known. */
export function variableNeeds(
  spec: KustomizationSpec,
  object: KubeObject,
  answers: readonly Answer[],
): Need[] {
  const known = new Set(answers.map(({ id }) => id));
  const references = new Map((spec.postBuild?.substituteFrom ?? []).map((one) => [idOf(one), one]));
  return [...references.values()].filter((one) => !known.has(idOf(one))).map((one) => ({
    id: idOf(one),
    get: {
      apiVersion: "v1",
      kind: one.kind,
      name: one.name,
      namespace: object.metadata.namespace ?? "",
    },
  }));
}

/** The variables, later references over earlier ones, and those of the spec over all. Throws KustomizeError where one is missing. */
export function variablesOf(
  spec: KustomizationSpec,
  answers: readonly Answer[],
): Map<string, string> {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const sources = (spec.postBuild?.substituteFrom ?? []).map((one) =>
    dataOf(one, byId.get(idOf(one)))
  );
  return joinVariables(...sources, Object.entries(spec.postBuild?.substitute ?? {}));
}

function dataOf(reference: SubstituteReference, answer: Answer | undefined): [string, string][] {
  const plural = `${reference.kind.toLowerCase()}s`;
  const problem = answer?.failed?.message ??
    (answer?.missing ? `${plural} "${reference.name}" not found` : undefined);
  if (answer?.missing && reference.optional) return [];
  if (problem !== undefined) {
    throw new KustomizeError(`substitute from '${idOf(reference)}' error: ${problem}`);
  }
  const data = (answer?.found as { data?: Readonly<Record<string, string>> } | undefined)?.data ??
    {};
  if (reference.kind === "ConfigMap") return Object.entries(data);
  return Object.entries(data).map((
    [name, value],
  ) => [name, new TextDecoder().decode(Uint8Array.fromBase64(value))]);
}
