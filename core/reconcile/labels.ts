import type { Data } from "../contract/mod.ts";
import { isMap } from "./json.ts";

/** A metav1.LabelSelector. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

type Labels = Readonly<Record<string, string>> | undefined;

/** A selector as it stands in an object; absent, it matches everything. */
export function selectorOf(value: unknown): Selector {
  return isMap(value) ? value as Data & Selector : {};
}

const operators: Readonly<
  Record<string, (value: string | undefined, values: readonly string[]) => boolean>
> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Whether labels fit a selector; an operator that is not known fits nothing. */
export function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) {
  return Object.entries(matchLabels).every(([key, value]) => labels?.[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) =>
      operators[operator]?.(labels?.[key], values) ?? false
    );
}
