/** `sluice run` and `sluice start`: the flags, and what they ask of the kernel. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { meaning } from "schemas/runtime_config.ts";
import { defined } from "../contract/data.ts";
import type { CliOptions } from "./cli.ts";
import { command, type Flags } from "./flags.ts";
import * as teach from "./tables/help.ts";

/** What `sluice run` was asked. What is given here stands above the config file. */
export interface RunOptions {
  /** Path of the config. */
  readonly config: string;
  /** Folder for what outlives a process: store, scratch, bundles. */
  readonly state: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly logLevel?: "trace" | "debug" | "info" | "error";
  readonly logEncoding?: "json" | "console";
  /** A cluster of its own, on loopback alone; nothing of the environment is used. */
  readonly local?: boolean;
  /** Folder of artifacts and of all else that one run keeps; else the state folder. */
  readonly store?: string;
  /** Where the servers listen, as `host:port`, by the names that the config gives them. */
  readonly addresses?: Readonly<Partial<Record<Server, string>>>;
  /** Host in the URLs of artifacts. */
  readonly advertise?: string;
  /** What a local run shows. */
  readonly show?: LocalRun;
}

/** What a local run is about. */
export interface LocalRun {
  /** A folder, or the URL of a Git repository; the sample fleet where it is absent. */
  readonly from?: string;
  /** The folder of it that is applied. */
  readonly path?: string;
  readonly branch?: string;
  /** All objects go into it. */
  readonly targetNamespace?: string;
  /** End when all is ready, or when it is clear that it will not be. */
  readonly once?: boolean;
  /** How long `once` waits; a Go duration. */
  readonly timeout: string;
}

type Server = keyof typeof servers;

/** The flag and the purpose of each server's address. */
const servers = {
  artifacts: ["artifacts", "serve artifacts at this address"],
  webhooks: ["receiver", "receive webhooks at this address"],
  events: ["events", "receive events of other controllers at this address"],
  metrics: ["metrics", "serve /metrics, /healthz and /readyz at this address"],
  health: ["health", "serve /healthz and /readyz at this address too"],
} as const;

const choice = (name: string, choices: readonly string[]) =>
  new Option(name, "instead of the config's").choices(choices);
const level = () => choice("--log-level <level>", ["trace", "debug", "info", "error"]);

/** Defines `run`: the kernel on the cluster that is named, or that it is in. */
export function defineRun(program: Command, { run }: CliOptions, flags: Flags): void {
  const defined = command(program, "run", teach.run)
    .addOption(flags.config())
    .addOption(flags.state())
    .option("--store <folder>", "for artifacts and scratch, apart from the state folder")
    .option("--kubeconfig <path>", "cluster to reconcile, instead of the config's")
    .option("--context <name>", "context of the kubeconfig")
    .addOption(level())
    .addOption(choice("--log-encoding <encoding>", ["json", "console"]));
  for (const [flag, purpose] of Object.values(servers)) {
    defined.addOption(new Option(`--${flag} <host:port>`, purpose).argParser(address));
  }
  defined.option("--advertise <host>", "host, or host:port, in the URLs of artifacts");
  defined.action((given: Given) => run(gathered(given)));
}

/** Defines `start`: the kernel on a cluster of its own. */
export function defineStart(program: Command, { run }: CliOptions, flags: Flags): void {
  command(program, "start", teach.start)
    .argument("[from]", "folder, or URL of a Git repository; else a sample fleet")
    .option("--path <path>", "the folder in it that is applied")
    .option("--branch <name>", "of the repository; else its default one")
    .option("--target-namespace <name>", "all objects go into it; else into those that they name")
    .option("--once", "end when all is ready, with 0, or when something failed, with 1")
    .option("--timeout <duration>", "how long --once waits", "5m")
    .addOption(flags.config())
    .addOption(flags.state())
    .addOption(level())
    .action((from, { path, branch, targetNamespace, once, timeout, ...options }) => {
      const show = { ...defined({ from, path, branch, targetNamespace }), once, timeout };
      const quiet = { logEncoding: "console", logLevel: "error" } as const;
      return run({ ...quiet, ...options, local: true, show });
    });
}

type Given = RunOptions & Readonly<Partial<Record<(typeof servers)[Server][0], string>>>;

/** What was given, with the addresses under the names of their servers. */
function gathered({ artifacts, receiver, events, metrics, health, ...options }: Given): RunOptions {
  const given = { artifacts, webhooks: receiver, events, metrics, health };
  const addresses = Object.entries(given).filter(([, written]) => written !== undefined);
  return addresses.length === 0
    ? options
    : { ...options, addresses: Object.fromEntries(addresses) };
}

function address(written: string): string {
  const [pattern, words] = meaning.address;
  if (!new RegExp(pattern).test(written)) throw new InvalidArgumentError(`It is not ${words}.`);
  return written;
}
