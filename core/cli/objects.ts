/** The commands about objects of the cluster, each for every kind that the config's plugins reconcile. */
import type { Command } from "commander";
import type { CliOptions } from "./cli.ts";
import { command, type Flags } from "./flags.ts";
import type { ObjectFlags } from "./objects/open.ts";
import type { Environment } from "./connection.ts";
import type { Output } from "./output.ts";
import * as teach from "./tables/help.ts";

type Run = (
  output: Output,
  words: readonly string[],
  flags: ObjectFlags & { readonly timeout: string; readonly header: boolean },
  environment: Environment,
) => Promise<void>;

/** By name: where the command's work is, loaded when it is asked for. */
const commands = {
  get: async () => (await import("./objects/get.ts")).get,
  explain: async () => (await import("./objects/explain.ts")).explain,
  tree: async () => (await import("./objects/tree.ts")).tree,
  events: async () => (await import("./objects/events.ts")).events,
  reconcile: async () => (await import("./objects/ask.ts")).reconcile,
  suspend: async () => (await import("./objects/ask.ts")).suspend,
  resume: async () => (await import("./objects/ask.ts")).resume,
} satisfies Record<string, () => Promise<Run>>;

type Name = keyof typeof commands;

/** Lists of many objects. */
const lists: readonly Name[] = ["get", "tree", "events"];
const printing: readonly Name[] = [...lists, "explain"];
/** What asks something of objects, and may wait for it. */
const asking: readonly Name[] = ["reconcile", "suspend", "resume"];

/** Defines `get`, `explain`, `tree`, `events`, `reconcile`, `suspend` and `resume`. */
export function defineObjects(program: Command, options: Required<CliOptions>, flags: Flags): void {
  const { output, environment } = options;
  for (const name of Object.keys(commands) as Name[]) {
    const words = lists.includes(name) ? "[words...]" : "<words...>";
    const defined = command(program, name, teach[name])
      .argument(words, "KIND/NAME, or KIND and names")
      .addOption(flags.config())
      .addOption(flags.state())
      .addOption(flags.kubeconfig())
      .addOption(flags.context())
      .addOption(flags.namespace());
    if (lists.includes(name)) defined.option("-A, --all-namespaces", "in every namespace");
    if (printing.includes(name)) {
      defined.addOption(name === "get" ? flags.objectFormat() : flags.format());
    }
    if (asking.includes(name)) {
      defined.option("--all", "every object of the kind in the namespace")
        .option("--timeout <duration>", "how long to wait", "5m");
    }
    more[name]?.(defined);
    defined.action(async (given, flags) =>
      await (await commands[name]())(output, given, flags, environment)
    );
  }
}

/** Flags of one command alone. */
const more: Partial<Record<Name, (defined: Command) => unknown>> = {
  get: (defined) =>
    defined
      .option("-w, --watch", "go on, with a line for each change")
      .option("-l, --label-selector <selector>", "as in team=blue,tier!=cache")
      .option("--status-selector <state>", "a condition and its status, as in ready=false")
      .option("--no-header", "only the objects"),
  events: (defined) =>
    defined
      .option("-w, --watch", "go on, with a line for each event")
      .option("--for <object>", "KIND/NAME: its events, and those of its sources")
      .option("--types <types>", "as in Warning,Normal"),
  reconcile: (defined) => defined.option("--with-source", "its sources first"),
  resume: (defined) =>
    defined.option("--wait", "wait for how the reconciliation ends (it does anyway)")
      .option("--no-wait", "do not wait for how the reconciliation ends"),
};
