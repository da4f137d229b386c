/** What several commands are defined with. */
import { type Command, Option } from "commander";
import { formats, objectFormats } from "./output.ts";
import type { Text } from "./tables/help.ts";

export type Flags = ReturnType<typeof flagsFor>;

export interface Defaults {
  /** `SLUICE_CONFIG`, `SLUICE_STATE`, `KUBECONFIG` and where a pod finds its API server. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The shipped config, for where no other is named. */
  readonly config: string;
}

/** The flags that several commands take. */
export function flagsFor({ environment, config }: Defaults) {
  const file = environment["SLUICE_CONFIG"] ?? config;
  const folder = environment["SLUICE_STATE"] ?? ".sluice";
  return {
    file,
    config: () => new Option("-c, --config <file>", "config file").default(file),
    state: () => new Option("--state <folder>", "for store, scratch and bundles").default(folder),
    kubeconfig: () => new Option("--kubeconfig <path>", "cluster, instead of that of KUBECONFIG"),
    context: () => new Option("--context <name>", "context of the kubeconfig"),
    namespace: () =>
      new Option(
        "-n, --namespace <name>",
        "else that of the kubeconfig's context, else flux-system",
      ),
    format: () =>
      new Option("-o, --output <format>", "how to print").choices(formats).default("table"),
    objectFormat: () =>
      new Option("-o, --output <format>", "how to print").choices(objectFormats).default("table"),
  };
}

/** A command that teaches: a line for lists, and examples below the flags. */
export function command(parent: Command, name: string, { what, more }: Text): Command {
  return parent.command(name).description(what).addHelpText("after", more);
}
