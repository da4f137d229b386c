/** `sluice build` and `sluice diff`: their flags. */
import { Command, Option } from "commander";
import type { CliOptions } from "./cli.ts";
import { command, type Flags } from "./flags.ts";
import * as teach from "./tables/help.ts";

type Options = Required<CliOptions>;

interface Given {
  readonly config: string;
  readonly state: string;
}

/** Defines `build`: by an engine, or as a delivery would. */
export function defineBuild(program: Command, options: Options, flags: Flags): void {
  const { output } = options;
  command(program, "build", teach.build)
    .argument("[what]", "an engine such as kustomize, or the kind of a delivery")
    .argument("[args...]", "what to build, and its own options")
    .allowUnknownOption()
    .addOption(flags.config())
    .addOption(flags.state())
    .addOption(new Option("--order <order>", "order of the output").choices(["fifo", "legacy"]))
    .addOption(
      new Option("--load-restrictor <from>", "where files may be taken from").choices([
        "root",
        "none",
      ]),
    )
    .option("--remote", "fetch what a kustomization names on other hosts")
    .option(
      "--cases <file>",
      "many builds, as a JSON array of {id, ENGINE: what it builds}",
    )
    .option("--output-dir <folder>", "where the outcomes of --cases go: ID.yaml or ID.error")
    .action(async (what: string | undefined, args: readonly string[], given) => {
      if (what !== undefined && await isOfDelivery(what, { ...options, ...given })) {
        return await buildDelivery([what, ...args], given, options, flags);
      }
      await (await import("./build_commands.ts")).build(output, what, args, given);
    });
}

/** An engine is looked for first: it is found without reading more than it takes. */
async function isOfDelivery(
  what: string,
  { output, ...given }: Pick<Options, "output"> & Given,
): Promise<boolean> {
  if (await (await import("./engine_folder.ts")).isEngine(what, given.config)) return false;
  return await (await import("./objects/open.ts")).isDelivery(what, output, given);
}

/** The part of `build` that has flags of its own: an engine gets all that is not known here as it is. */
async function buildDelivery(
  words: readonly string[],
  given: Given,
  { output, environment }: Options,
  flags: Flags,
): Promise<void> {
  const inner = new Command("build").exitOverride().configureOutput({ writeErr: output.words })
    .argument("<words...>", "KIND NAME, or KIND/NAME");
  ofDelivery(inner, flags)
    .addOption(new Option("-o, --output <format>", "how to print").choices(["yaml", "json"]))
    .option("--dry-run", "ask nothing of the cluster: variables from it are left out")
    .action(async (words, own) =>
      await (await import("./rehearse/mod.ts")).buildObject(
        output,
        words,
        { ...given, ...own },
        environment,
      )
    );
  await inner.parseAsync([...words], { from: "user" });
}

/** Defines `diff`. */
export function defineDiff(program: Command, { output, environment }: Options, flags: Flags): void {
  const defined = command(program, "diff", teach.diff)
    .argument("<words...>", "KIND/NAME, or KIND NAME")
    .addOption(flags.config())
    .addOption(flags.state());
  ofDelivery(defined, flags)
    .addOption(flags.format())
    .action(async (words, given) =>
      await (await import("./rehearse/mod.ts")).diff(output, words, given, environment)
    );
}

function ofDelivery(defined: Command, flags: Flags): Command {
  return defined
    .addOption(flags.kubeconfig())
    .addOption(flags.context())
    .addOption(flags.namespace())
    .option("--path <folder>", "in place of the artifact's folder that the object applies")
    .option("--kustomization-file <file>", "the object as this file declares it");
}
