/** What an object takes its content from, as its kind's profile says. */
import { allAt, at, type KubeObject } from "../../contract/mod.ts";
import { apiVersionOf, type Controlled } from "../../reconcile/mod.ts";
import { textOf } from "../../reconcile/profile.ts";
import type { Named } from "./kinds.ts";

/** The inputs of an object that are of kinds that are reconciled too. */
export function inputsOf(
  object: KubeObject,
  { namespace, controlled }: Named,
  kinds: readonly Controlled[],
): readonly Named[] {
  return (controlled.profile.inputs ?? []).flatMap((input) =>
    allAt(object, input.at ?? "").flatMap(({ value }) =>
      named({
        kind: textOf(value, input.kind ?? "/kind"),
        name: textOf(value, input.name ?? "/name"),
        namespace: textOf(value, input.namespace ?? "/namespace") ?? namespace,
      }, kinds)
    )
  );
}

/** What an object says that it depends on. */
export function dependenciesOf(
  object: KubeObject,
  { kind, namespace, controlled }: Named,
  kinds: readonly Controlled[],
): readonly Named[] {
  const listed = controlled.profile.dependsOn && at(object, controlled.profile.dependsOn);
  return (Array.isArray(listed) ? listed : []).flatMap((value) =>
    named({
      kind: textOf(value, "/kind") ?? kind,
      name: textOf(value, "/name"),
      namespace: textOf(value, "/namespace") ?? namespace,
    }, kinds)
  );
}

interface Written {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string;
}

function named({ kind, name, namespace }: Written, kinds: readonly Controlled[]): readonly Named[] {
  const controlled = kinds.find((one) => one.kind === kind);
  if (controlled === undefined || name === undefined) return [];
  const apiVersion = apiVersionOf(controlled);
  return [{ apiVersion, kind: controlled.kind, name, namespace, controlled }];
}
