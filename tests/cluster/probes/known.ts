/** One step of a probe that differs from the real server. */
interface Known {
  readonly step: number;
  readonly why: string;
}

const emptyList = "a list that is empty is not kept apart from one that is absent";
const cost = "the cost of a rule is not estimated beforehand; its evaluation is bounded";

/** Steps that differ, by probe. */
export const known: Readonly<Record<string, readonly Known[]>> = {
  workloads: [{ step: 32, why: emptyList }],
  autoscalers: [{ step: 11, why: emptyList }],
  "crd-schemas": [
    { step: 32, why: emptyList },
    { step: 58, why: emptyList },
    { step: 59, why: "one finding more of the status, beside two of the versions" },
  ],
  "crd-rules": [
    { step: 12, why: cost },
    { step: 13, why: cost },
    { step: 71, why: cost },
    { step: 83, why: "arguments of functions are checked when they are called" },
  ],
  "cel-functions": [{ step: 137, why: "of two keys that are missing, another is named" }],
  tables: [{
    step: 56,
    why: "priority and fairness has no controller that finds dangling schemas",
  }],
};
