import { assertEquals } from "@std/assert";
import { build, KustomizeError, memoryFileSystem, toYaml } from "./mod.ts";

/** kustomize's own test cases, as files in memory. `exact` ones were compared with the program, byte by byte. */
interface Fixture {
  readonly name: string;
  readonly target: string;
  readonly files: Record<string, string>;
  readonly options: { readonly loadRestrictions?: "none"; readonly reorder?: "legacy" };
  readonly exact: boolean;
  readonly expected?: string;
  readonly expectError?: boolean;
  readonly errorContains?: readonly string[];
}

const corpus = new URL("../../../../shared/corpus/kustomize/fixtures.json", import.meta.url);
const text = await Deno.readTextFile(corpus).catch(() => undefined);
const fixtures: Fixture[] = text === undefined ? [] : JSON.parse(text);
const exact = fixtures.filter((one) => one.exact);

function built({ files, target, options }: Fixture): string {
  const loadRestrictor = options.loadRestrictions ?? "root";
  return toYaml(
    build(memoryFileSystem(files), `/${target}`, {
      loadRestrictor,
      order: options.reorder ?? "fifo",
    }),
  );
}

for (const fixture of exact.filter((one) => !one.expectError)) {
  Deno.test(`build gives kustomize's bytes: ${fixture.name}`, () => {
    assertEquals(built(fixture), fixture.expected);
  });
}

for (const fixture of exact.filter((one) => one.expectError)) {
  Deno.test(`build fails as kustomize does: ${fixture.name}`, () => {
    let problem: unknown;
    try {
      built(fixture);
    } catch (error) {
      problem = error;
    }
    if (!(problem instanceof KustomizeError)) throw new Error(`not a KustomizeError: ${problem}`);
    for (const part of fixture.errorContains ?? []) {
      const wanted = part.replaceAll("/ROOT", "");
      if (!problem.message.includes(wanted)) assertEquals(problem.message, wanted);
    }
  });
}

Deno.test({
  name: "the corpus holds 292 exact fixtures",
  ignore: text === undefined,
  fn: () => {
    assertEquals(exact.length, 292);
  },
});
