/** One step of a probe that differs from the real server. */
interface Known {
  readonly step: number;
  readonly why: string;
}

const cost = "the cost of a rule is not estimated beforehand; its evaluation is bounded";

/** Steps that differ, by probe. */
export const known: Readonly<Record<string, readonly Known[]>> = {
  "crd-rules": [
    { step: 12, why: cost },
    { step: 13, why: cost },
    { step: 71, why: cost },
  ],
  "cel-functions": [{ step: 137, why: "of two keys that are missing, another is named" }],
  "mutations-1": [{
    step: 139,
    why: "names of ephemeral containers, which nobody can create, are not compared",
  }],
  "mutations-3": [
    { step: 90, why: "the type of a negated number is not known beforehand" },
    { step: 118, why: "a binding to what is no node is refused in the words of any object" },
  ],
  tables: [{
    step: 56,
    why: "priority and fairness has no controller that finds dangling schemas",
  }],
};
