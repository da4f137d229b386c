import type { Data } from "schemas/plugin/objects.ts";
import type { Kind, Kinds } from "./kinds.ts";

/** What a plugin module exports as its default. */
export interface Definition<K extends Kind = Kind> {
  readonly kind: K;
  /** Called once in each process, with the operator's options, already checked against the manifest. */
  create(config: Data): Kinds[K] | Promise<Kinds[K]>;
}

/** Defines a plugin of a kind: a closure that makes a plain object of the kind's methods. */
export function plugin<K extends Kind, Config = Data>(
  kind: K,
  create: (config: Config) => Kinds[K] | Promise<Kinds[K]>,
): Definition<K> {
  return { kind, create: create as unknown as Definition<K>["create"] };
}
