import type { AttackName } from "./plugin/attacks/mod.ts";

/** How an attack must end. Patterns are tried on the error's name, code, reason and message. */
export type Refusal =
  /** It throws in the plugin. */
  | { readonly throws: RegExp; readonly counted?: RegExp }
  /** It goes through and gives this: an empty thing, or something of the plugin's own. */
  | { readonly yields: unknown; readonly counted?: RegExp }
  /** The kernel's caller gets a typed failure. */
  | {
    readonly fails: string;
    readonly because?: RegExp;
    readonly counted?: RegExp; /** On its standard error. */
    readonly printed?: RegExp;
  };

/** What shows that the attack is one. */
export type Control =
  /** The same code goes through in a process without a sandbox; where the attack goes through too, with another outcome. */
  | "outside"
  /** As `outside`, though what it gives is the same: only the sandbox's limits tell. */
  | "outside, alike"
  /** The process without a sandbox ends by it. */
  | "ends"
  /** In the same sandbox, this honest twin goes through. */
  | AttackName;

export interface Row {
  /** A claim. */
  readonly name: string;
  readonly category: string;
  readonly attack: AttackName;
  readonly refused: Refusal;
  readonly control: Control;
  /** The attack is made while the plugin is created, and an honest call follows. */
  readonly atStart?: boolean;
  /** Run before it in the same process. */
  readonly before?: AttackName;
  /** The deadline of the call. */
  readonly timeoutMs?: number;
  /** Of the plugin's heap; the usual does not hold a second V8. */
  readonly memoryMiB?: number;
}

type Written = readonly [
  name: string,
  attack: string,
  refused: Refusal,
  more?: Partial<Pick<Row, "control" | "before" | "timeoutMs">>,
];

/** The rows of a category whose attacks stand under one name. */
export function category(
  name: string,
  attacks: string,
  rows: readonly Written[],
  all: Partial<Row> = {},
): Row[] {
  return rows.map(([claim, attack, refused, more]) => ({
    control: "outside",
    ...all,
    name: claim,
    category: name,
    attack: `${attacks}.${attack}` as AttackName,
    refused,
    ...more,
  }));
}

export const notCapable: Refusal = {
  throws: /^(NotCapable|PermissionDenied)|NotCapable|Requires \w+ access/,
};
/** Deno throws it where nobody can catch it, so that the process ends by it. */
export const uncaught: Refusal = {
  fails: "PluginUnavailable",
  because: /status 1/,
  printed: /NotCapable/,
};
export const gone = (because: RegExp): Refusal => ({ fails: "PluginUnavailable", because });
