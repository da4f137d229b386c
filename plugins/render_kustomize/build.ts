/**
 * What `sluice build kustomize` runs: reads a request from standard input, builds each case, and writes an outcome a
 * case as a line of JSON. It needs to read files; with a folder for scratch it fetches what is on other hosts, too.
 */
import { RemoteError } from "../lib/kustomize/mod.ts";
import { Fetched, plainly } from "./fetch.ts";
import { folderIn, nothingFetched, render } from "./program.ts";

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

interface Outcome {
  readonly id: string;
  readonly text?: string;
  readonly error?: string;
}

/** Builds a case; what is on other hosts is fetched as it is asked for, where that is allowed. */
async function outcome(one: Case, fetched: Fetched | undefined): Promise<Outcome> {
  const { id, input = "", args = [input], options } = one;
  const remote = fetched ? { remote: fetched } : {};
  for (;;) {
    try {
      return { id, text: render(folderIn(args), { ...options, ...remote }) };
    } catch (error) {
      if (!(error instanceof RemoteError)) {
        return { id, error: error instanceof Error ? error.message : String(error) };
      }
      const failed = fetched ? await fetched.fetch(error.content) : nothingFetched;
      if (failed !== undefined) return { id, error: `Cannot build "${error.url}": ${failed}` };
    }
  }
}

const request: { readonly cases: readonly Case[]; readonly scratch?: string } = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
const encoder = new TextEncoder();
const fetched = request.scratch === undefined ? undefined : new Fetched(plainly(request.scratch));
for (const one of request.cases) {
  let line = encoder.encode(`${JSON.stringify(await outcome(one, fetched))}\n`);
  while (line.length > 0) line = line.subarray(Deno.stdout.writeSync(line));
}
