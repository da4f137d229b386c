import { Argument, Command, CommanderError } from "commander";
import { defineBuild, defineDiff } from "./builds.ts";
import { Failed } from "./failed.ts";
import { command, type Defaults, type Flags, flagsFor } from "./flags.ts";
import { type Output, standardOutput } from "./output.ts";
import { defineObjects } from "./objects.ts";
import { defineRun, defineStart, type RunOptions } from "./run.ts";
import * as teach from "./tables/help.ts";

export interface CliOptions extends Defaults {
  /** Runs the kernel until it is told to stop. What it throws becomes exit code 1. */
  readonly run: (options: RunOptions) => Promise<void>;
  readonly output?: Output;
}

/** The `sluice` command: answers the exit code, and never ends the process itself. */
export interface Cli {
  main(args: readonly string[]): Promise<number>;
}

const exit = { ok: 0, failed: 1, usage: 2 } as const;

/** Makes the command. Nothing but the parser is loaded before a command runs. */
export function createCli(options: CliOptions): Cli {
  const output = options.output ?? standardOutput;
  return {
    async main(args) {
      const program = createProgram(options, output);
      if (args[0] === "__complete" || args[0] === "__completeNoDesc") {
        const { complete } = await import("./complete.ts");
        output.data(complete(program, args.slice(1), args[0] === "__complete"));
        return exit.ok;
      }
      try {
        await program.parseAsync([...args], { from: "user" });
        return exit.ok;
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
        if (error instanceof Failed) return error.code;
        output.words(`error: ${error instanceof Error ? error.message : String(error)}\n`);
        return exit.failed;
      }
    },
  };
}

/** The tree of commands. Each action loads its module when it is called. */
function createProgram(options: CliOptions, output: Output): Command {
  const program = new Command("sluice")
    .description(teach.program.what)
    .addHelpText("after", teach.program.more)
    .exitOverride()
    .configureOutput({
      writeOut: output.data,
      writeErr: output.words,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .showHelpAfterError("(see --help)");
  const flags = flagsFor(options);
  defineRun(program, options, flags);
  defineStart(program, options, flags);
  defineInstall(program, { ...options, output }, flags);
  defineObjects(program, { ...options, output }, flags);
  defineConfig(program, output, flags);
  definePlugin(program, output, flags);
  defineBuild(program, { ...options, output }, flags);
  defineDiff(program, { ...options, output }, flags);
  defineCluster(program, flags);
  command(program, "completion", teach.completion)
    .addArgument(
      new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish", "powershell"]),
    )
    .action(async (shell: keyof typeof import("./tables/shells.ts").shells) =>
      output.data((await import("./tables/shells.ts")).shells[shell])
    );
  return program;
}

function defineInstall(
  program: Command,
  { environment, output }: Required<CliOptions>,
  flags: Flags,
): void {
  command(program, "install", teach.install)
    .addOption(flags.config())
    .addOption(flags.state())
    .addOption(flags.kubeconfig())
    .addOption(flags.context())
    .option("--crds", "only the definitions: enough for a kernel outside of the cluster")
    .option("--export", "print what would be applied")
    .option("-n, --namespace <name>", "where the program runs", "flux-system")
    .option("--image <reference>", "image of the program", "sluice:0.1.0")
    .option("--cluster-domain <domain>", "of the cluster's Services", "cluster.local")
    .option("--no-network-policy", "leave out the network policies")
    .action(async (given) =>
      await (await import("./install/install.ts")).install(output, given, environment)
    );
}

function defineConfig(program: Command, output: Output, flags: Flags): void {
  const config = program.command("config").description("look at a config file");
  command(config, "check", teach.configCheck)
    .addArgument(new Argument("[file]", "config file").default(flags.file))
    .addOption(flags.state())
    .addOption(flags.format())
    .action(async (file, options) =>
      await (await import("./config_commands.ts")).check(output, file, options)
    );
}

function definePlugin(program: Command, output: Output, flags: Flags): void {
  const plugin = program.command("plugin").description("look at plugins, and bundle them");
  command(plugin, "list", teach.pluginList)
    .addOption(flags.config())
    .addOption(flags.state())
    .addOption(flags.format())
    .action(async (options) => await (await import("./plugin_commands.ts")).list(output, options));
  command(plugin, "check", teach.pluginCheck)
    .argument("<folder...>", "folder with plugin.yaml")
    .addOption(flags.state())
    .addOption(flags.format())
    .action(async (folders, options) =>
      await (await import("./plugin_commands.ts")).check(output, folders, options)
    );
  command(plugin, "bundle", teach.pluginBundle)
    .argument("<folder>", "folder with plugin.yaml and mod.ts")
    .option("--output <folder>", "where the bundle goes; else NAME-VERSION here")
    .action(async (folder, options) =>
      await (await import("./plugin_commands.ts")).bundle(output, folder, options)
    );
}

function defineCluster(program: Command, flags: Flags): void {
  command(program, "cluster", teach.cluster)
    .option("--port <port>", "listen on this port of loopback; else a free one")
    .option("--token <token>", "bearer token of admin in system:masters; else a random one")
    .option("--http", "plain HTTP in place of TLS")
    .option("--no-controllers", "nothing collects garbage, ends namespaces or runs workloads")
    .option("--no-nodes", "all that kube-controller-manager does, but no Pod ever runs")
    .option("--kubeconfig <file>", "write a kubeconfig")
    .option("--data <folder>", "keep the objects across restarts")
    .action(async (options) =>
      await (await import("./cluster_commands.ts")).cluster(flags.file, options)
    );
}
