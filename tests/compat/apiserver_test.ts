/** Plays the recorded exchanges of kube-apiserver on the embedded one. */
import { assertEquals } from "@std/assert";
import { createApiServer, listen } from "../../plugins/cluster_embedded/mod.ts";
import { outOfScope } from "./apiserver_scope.ts";

interface Scenario {
  readonly name: string;
  readonly tags?: readonly string[];
  readonly steps: readonly {
    readonly method?: string;
    readonly path?: string;
    readonly expect?: unknown;
  }[];
}
interface Difference {
  readonly path: string;
  readonly want: unknown;
  readonly got: unknown;
}
interface Comparator {
  play(
    target: { server: string; token: string },
    scenario: Scenario,
    seen: (index: number, step: Scenario["steps"][number], got: unknown) => void,
  ): Promise<void>;
  diff(want: unknown, got: unknown): Difference[];
}

const corpus = new URL("../../../shared/corpus/apiserver/", import.meta.url);
const token = "corpus";

function present(): boolean {
  try {
    return Deno.statSync(corpus).isDirectory;
  } catch {
    return false;
  }
}

function areas(): { area: string; scenarios: Scenario[] }[] {
  if (!present()) return [];
  const files = [...Deno.readDirSync(corpus)].map(({ name }) => name).filter((name) =>
    name.endsWith(".json")
  );
  return files.sort().map((name) => JSON.parse(Deno.readTextFileSync(new URL(name, corpus))));
}

/** What differs in one scenario, a line a step. */
async function differences(comparator: Comparator, scenario: Scenario): Promise<string[]> {
  const controllers = scenario.tags?.includes("controllers") ? "no-nodes" : "none";
  const users = new Map([[token, { name: "admin", groups: ["system:masters"] }]]);
  // The server's clock begins at a whole second: ages in tables then do not lean on when a test began.
  const early = Date.now() % 1000, now = () => new Date(Date.now() - early);
  const listening = await listen(createApiServer({ users, controllers, now }), { http: true });
  const found: string[] = [];
  try {
    await comparator.play({ server: listening.url, token }, scenario, (index, step, got) => {
      if (got === undefined) return;
      const [first] = comparator.diff(step.expect, got);
      if (first === undefined) return;
      const { path, want, got: given } = first;
      found.push(
        `${index} ${step.method} ${step.path} ${path}: ${JSON.stringify(want)} is ${
          JSON.stringify(given)
        }`,
      );
    });
  } finally {
    await listening.close();
  }
  return found;
}

const all = areas();
if (all.length === 0) {
  Deno.test({
    name: "corpus/apiserver is absent: its scenarios are not played",
    ignore: true,
    fn() {},
  });
} else {
  const comparator: Comparator = await import(new URL("compare.ts", corpus).href);
  for (const { area, scenarios } of all) {
    for (const scenario of scenarios) {
      const name = `${area}/${scenario.name}`;
      Deno.test({
        name: `the embedded server answers as the recorded one: ${name}`,
        ignore: name in outOfScope,
        sanitizeOps: false,
        sanitizeResources: false,
        fn: async () => assertEquals(await differences(comparator, scenario), []),
      });
    }
  }
}
