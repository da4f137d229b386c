/** Where the system is better than Flux on purpose: what is listed here differs by design, and nothing else may. */
import { CORPUS } from "../corpus.ts";

interface Deviation {
  readonly why: string;
  /** Paths as the runner prints them in a difference. */
  readonly paths: readonly string[];
}

interface Scenario {
  readonly expect?: { readonly timeline?: unknown };
}

const oneWrite =
  "A run writes its status once, at its end: states in between show only where they last for a second.";

/**
 * The deviations of the scenarios that the expression names: the states that Flux writes on the way to each result, and whatever
 * `further` adds for a scenario.
 */
export async function deviationsOf(
  only: string,
  further: Readonly<Record<string, Deviation>> = {},
): Promise<Record<string, Deviation>> {
  const found: Record<string, Deviation> = { ...further };
  for (const id of await scenarios(only)) {
    const scenario: Scenario = JSON.parse(await Deno.readTextFile(`${CORPUS}flux/${id}.json`));
    if (scenario.expect?.timeline === undefined) continue;
    const { why = oneWrite, paths = [] } = further[id] ?? {};
    found[id] = { why, paths: [...paths, "/timeline/**", "/timelineText/**"] };
  }
  return found;
}

/** Names of the recorded scenarios, sorted. */
export async function scenarios(only: string): Promise<readonly string[]> {
  const wanted = new RegExp(only), found: string[] = [];
  for await (const { name: area, isDirectory } of Deno.readDir(`${CORPUS}flux`)) {
    if (!isDirectory) continue;
    for await (const { name } of Deno.readDir(`${CORPUS}flux/${area}`)) {
      const id = `${area}/${name.replace(/\.json$/, "")}`;
      if (name.endsWith(".json") && wanted.test(id)) found.push(id);
    }
  }
  return found.sort();
}
