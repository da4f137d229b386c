/**
 * What `sluice build kustomize` runs: reads a request from standard input, builds each case, and writes an outcome a
 * case as a line of JSON. It needs to read files, and nothing else.
 */
import { resolve } from "node:path";
import { build, diskFileSystem, ParsedFiles, RemoteError, toYaml } from "../lib/kustomize/mod.ts";

/** One build that is asked for: of a file of cases (`input`), or as the command line has it (`args`). */
interface Case {
  readonly id: string;
  /** Path of the folder. */
  readonly input?: string;
  readonly args?: readonly string[];
  readonly options: {
    readonly order?: "fifo" | "legacy";
    readonly loadRestrictor?: "root" | "none";
  };
}

/** Characters of manifests that are kept parsed from case to case. */
const parsed = new ParsedFiles(32 << 20);

/** The folder that is built, as an absolute path. */
function folderOf({ input, args = [] }: Case): string {
  const [path = input ?? "", ...more] = args;
  const odd = [path, ...more].find((arg) => arg.startsWith("-")) ?? more[0];
  if (odd === undefined) return resolve(path);
  throw new Error(`Cannot build: one folder is built, and "${odd}" is no option`);
}

function outcome(one: Case): { id: string; text?: string; error?: string } {
  const { id, options } = one;
  try {
    const input = folderOf(one);
    const { order = "fifo", loadRestrictor = "root" } = options;
    return { id, text: toYaml(build(diskFileSystem, input, { order, loadRestrictor, parsed })) };
  } catch (error) {
    if (error instanceof RemoteError) {
      return {
        id,
        error: `Cannot build "${
          folderOf(one)
        }": ${error.url} is on another host, and nothing is fetched`,
      };
    }
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

const request: { readonly cases: readonly Case[] } = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
const encoder = new TextEncoder();
for (const one of request.cases) {
  let line = encoder.encode(`${JSON.stringify(outcome(one))}\n`);
  while (line.length > 0) line = line.subarray(Deno.stdout.writeSync(line));
}
