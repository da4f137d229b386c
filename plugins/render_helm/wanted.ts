import { ChartError } from "../lib/helm/mod.ts";

/** A release that is asked for. Paths begin at the working folder, or else at `folder` of the request. */
export interface Wanted {
  readonly chart: string;
  readonly release?: string;
  readonly namespace?: string;
  /** Files of values, the later ones over the earlier. */
  readonly values?: readonly string[];
  /** Texts as for helm's option of that name. */
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setJson?: readonly string[];
  readonly setFile?: readonly string[];
  readonly setLiteral?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly kubeVersion?: string;
  readonly includeCrds?: boolean;
  readonly noHooks?: boolean;
  readonly skipTests?: boolean;
  readonly isUpgrade?: boolean;
  readonly skipSchemaValidation?: boolean;
  /** Patterns of templates' paths. */
  readonly showOnly?: readonly string[];
}

/** `words` are parted by commas, `list` may be said again and again, a `switch` needs no value. */
interface Flag {
  readonly type: "text" | "words" | "list" | "switch";
  readonly field: keyof Wanted;
  readonly letter?: string;
}

/** The options by name. */
export const FLAGS: Readonly<Record<string, Flag>> = {
  "release": { type: "text", field: "release" },
  "namespace": { type: "text", field: "namespace", letter: "n" },
  "values": { type: "words", field: "values", letter: "f" },
  "set": { type: "list", field: "set" },
  "set-string": { type: "list", field: "setString" },
  "set-json": { type: "list", field: "setJson" },
  "set-file": { type: "list", field: "setFile" },
  "set-literal": { type: "list", field: "setLiteral" },
  "api-versions": { type: "words", field: "apiVersions", letter: "a" },
  "kube-version": { type: "text", field: "kubeVersion" },
  "include-crds": { type: "switch", field: "includeCrds" },
  "no-hooks": { type: "switch", field: "noHooks" },
  "skip-tests": { type: "switch", field: "skipTests" },
  "is-upgrade": { type: "switch", field: "isUpgrade" },
  "skip-schema-validation": { type: "switch", field: "skipSchemaValidation" },
  "show-only": { type: "list", field: "showOnly", letter: "s" },
};

const types = new Map<string, Flag["type"]>([
  ["chart", "text"],
  ...Object.values(FLAGS).map(({ field, type }) => [field, type] as const),
]);

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

function fits(value: unknown, type: Flag["type"]): boolean {
  if (type === "switch") return typeof value === "boolean";
  return type === "text" ? typeof value === "string" : isTexts(value);
}

/** Checks a case of `--cases`: the path of a chart, or an object with the fields of Wanted. Throws ChartError. */
export function readWanted(input: unknown): Wanted {
  if (typeof input === "string") return { chart: input };
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, "chart")) {
    throw new ChartError("a case needs a chart: its path, or an object with its path as `chart`");
  }
  for (const [field, value] of Object.entries(input)) {
    const type = types.get(field);
    if (type === undefined) {
      throw new ChartError(
        `a case has no field "${field}": there are ${[...types.keys()].join(", ")}`,
      );
    }
    if (!fits(value, type)) throw new ChartError(`field "${field}" of a case has a wrong type`);
  }
  return input as Wanted;
}
