import type { Answer, Need } from "contract";
import { valuesFromJson } from "../lib/helm/mod.ts";

type Fields = Map<string, unknown>;

/** `lookup` over rounds: what has been answered is given, what has not is asked for and empty for now. */
export interface Lookups {
  readonly needs: readonly Need[];
  readonly lookup: (apiVersion: string, kind: string, namespace: string, name: string) => Fields;
}

/** An object, or a list of them with its kind, as templates see it. */
function seen(found: unknown, apiVersion: string, kind: string, name: string): Fields {
  if (name !== "" || !Array.isArray(found)) return valuesFromJson(found);
  return valuesFromJson({ apiVersion, kind: `${kind}List`, items: found });
}

/** Answers `lookup` from what the kernel found. Throws an Error where the kernel could not look. */
export function lookups(answers: readonly Answer[]): Lookups {
  const known = new Map(answers.map((answer) => [answer.id, answer]));
  const needs = new Map<string, Need>();
  return {
    get needs() {
      return [...needs.values()];
    },
    lookup(apiVersion, kind, namespace, name) {
      const id = `lookup ${apiVersion}/${kind} ${namespace}/${name}`;
      const answer = known.get(id);
      if (answer?.failed) throw new Error(answer.failed.message);
      if (answer) return answer.missing ? new Map() : seen(answer.found, apiVersion, kind, name);
      const place = namespace === "" ? {} : { namespace };
      needs.set(
        id,
        name === ""
          ? { id, list: { apiVersion, kind, ...place } }
          : { id, get: { apiVersion, kind, name, ...place } },
      );
      return new Map();
    },
  };
}
