import { dirname, join, resolve } from "node:path";
import { isMap } from "../contract/data.ts";
import type { ConfigFlags } from "./config_commands.ts";
import { engineFolder } from "./engine_folder.ts";
import { Failed } from "./failed.ts";
import type { Output } from "./output.ts";

/** What `sluice build` was asked. */
export interface BuildFlags extends Omit<ConfigFlags, "output"> {
  readonly config: string;
  readonly order?: string;
  readonly loadRestrictor?: string;
  /** Whether what is on other hosts is fetched. */
  readonly remote?: boolean;
  /** File with many builds, as a JSON array. */
  readonly cases?: string;
  /** Where the outcomes of `cases` go. */
  readonly outputDir?: string;
}

/** One build: what is built, by which engine, and how. A file of cases gives `input`, a command line `args`. */
interface Case {
  readonly id: string;
  readonly engine: string;
  readonly input?: unknown;
  readonly args?: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

interface Outcome {
  readonly id: string;
  readonly text?: string;
  readonly error?: string;
}

/**
 * `sluice build ENGINE ARGS` and `sluice build --cases FILE --output-dir DIR`. What `args` mean is the engine's to say: the
 * paths of what is built, and options that only it knows.
 */
export async function build(
  output: Output,
  engine: string | undefined,
  args: readonly string[],
  flags: BuildFlags,
): Promise<void> {
  if (flags.cases !== undefined) {
    if (engine !== undefined) throw new Error("Cannot build: --cases says all that is built");
    return await buildCases(output, flags.cases, flags);
  }
  if (engine === undefined || args.length === 0) {
    throw new Error("Cannot build: say what with which engine, or give --cases");
  }
  const options = { order: flags.order, loadRestrictor: flags.loadRestrictor };
  const [outcome] = await run([{ id: "", engine, args, options }], flags);
  if (outcome?.text !== undefined) return output.data(outcome.text);
  output.words(`error: ${outcome?.error ?? "the engine gave no answer"}\n`);
  throw new Failed(args.join(" "));
}

async function buildCases(output: Output, file: string, flags: BuildFlags): Promise<void> {
  const folder = flags.outputDir;
  if (folder === undefined) throw new Error("Cannot build cases: --output-dir is missing");
  const at = dirname(resolve(file));
  const cases = readCases(JSON.parse(await Deno.readTextFile(file)), at);
  await Deno.mkdir(folder, { recursive: true });
  const engines = [...new Set(cases.map(({ engine }) => engine))];
  let failed = 0;
  for (const engine of engines) {
    for (
      const { id, text, error } of await run(
        cases.filter((one) => one.engine === engine),
        flags,
        at,
      )
    ) {
      if (text === undefined) failed++;
      await Deno.writeTextFile(
        join(folder, text === undefined ? `${id}.error` : `${id}.yaml`),
        text ?? `${error}\n`,
      );
    }
  }
  output.words(`${cases.length - failed} of ${cases.length} cases are built, in ${folder}\n`);
}

/** Fields of a case that are no engine. */
const COMMON = new Set(["id", "order", "loadRestrictor"]);

/** The cases of a file; the field that is no option names the engine. Paths begin here, else at the file. */
export function readCases(source: unknown, folder: string): Case[] {
  if (!Array.isArray(source)) throw new Error("Cannot read cases: the file holds no JSON array");
  return source.map((one: unknown, i) => {
    const [engine, ...more] = isMap(one) ? Object.keys(one).filter((key) => !COMMON.has(key)) : [];
    if (
      !isMap(one) || typeof one["id"] !== "string" || !/^[\w.-]+$/.test(one["id"]) ||
      engine === undefined || more.length > 0
    ) {
      throw new Error(
        `Cannot read case ${i + 1}: it needs an id, and one engine with what it builds`,
      );
    }
    const { id, order, loadRestrictor } = one;
    return {
      id: id as string,
      engine,
      input: absolute(one[engine], folder),
      options: { order, loadRestrictor },
    };
  });
}

function absolute(input: unknown, folder: string): unknown {
  if (typeof input !== "string") return input;
  const here = resolve(input);
  try {
    Deno.statSync(here);
    return here;
  } catch {
    return resolve(folder, input);
  }
}

/** A build lives shortly and makes much: room for what is young, in MiB, spares it half of the collector's work. */
const nursery = "--v8-flags=--min-semi-space-size=64,--max-semi-space-size=64";

/**
 * Builds with the renderer `render-ENGINE` of the config, in a process that may read and nothing more; with `--remote` it has
 * the network too, and a folder for scratch. Paths inside of a case begin at the working folder, else at `folder`.
 */
async function run(
  cases: readonly Case[],
  flags: BuildFlags,
  folder?: string,
): Promise<Outcome[]> {
  if (!flags.remote) return await runIn(undefined, cases, flags, folder);
  const scratch = await Deno.makeTempDir({ prefix: "sluice-build-" });
  try {
    return await runIn(scratch, cases, flags, folder);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

async function runIn(
  scratch: string | undefined,
  cases: readonly Case[],
  flags: BuildFlags,
  folder?: string,
): Promise<Outcome[]> {
  const engine = cases[0]?.engine ?? "";
  const program = join(await engineFolder(engine, flags), "build.ts");
  const remote = scratch === undefined ? [] : ["--allow-net", `--allow-write=${scratch}`];
  const args = ["run", "--quiet", "--no-prompt", "--no-lock", nursery, "--allow-read"];
  args.push(...remote, program);
  const child = new Deno.Command(Deno.execPath(), {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ cases, folder, scratch })));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) {
    throw new Error(`Cannot build with "${engine}": ${new TextDecoder().decode(stderr).trim()}`);
  }
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}
