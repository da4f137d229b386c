import { assertEquals } from "@std/assert";
import {
  type Chart,
  loadChart,
  printRelease,
  readValues,
  renderRelease,
} from "../../plugins/lib/helm/mod.ts";
import { CORPUS, exists, readChartFolder, readJson } from "./corpus.ts";

interface Case {
  readonly id: string;
  readonly chart: string;
  readonly values: string | null;
  readonly deterministic: boolean;
  readonly golden: string;
  readonly golden2?: string;
}

const archive = `${CORPUS}helm/corpus.tar.xz`;
const absent = !exists(archive);

function unpack(): string {
  const folder = Deno.makeTempDirSync();
  const { success, stderr } = new Deno.Command("tar", { args: ["xJf", archive, "-C", folder] })
    .outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return folder;
}

let last: { readonly path: string; readonly chart: Chart } | undefined;

/** Cases of one chart stand together: it is read once. */
function chartAt(path: string): Chart {
  if (last?.path !== path) last = { path, chart: loadChart(readChartFolder(path)) };
  return last.chart;
}

function render(root: string, { chart, values }: Case): string {
  const given = values === null ? new Map() : readValues(Deno.readFileSync(`${root}/${values}`));
  const loaded = chartAt(`${root}/${chart}`);
  return printRelease(renderRelease(loaded, { name: "rel", namespace: "ns1", values: given }));
}

/** A moment, in plain or behind base64, differs from run to run even where two goldens of one second agree. */
const withoutMoments = (line: string) => /passwordMtime/.test(line) ? "" : line;

/** Lines that both goldens share; undefined where they differ. */
function sharedLines(one: string, two: string): (string | undefined)[] {
  const [a, b] = [one.split("\n"), two.split("\n")];
  return a.map((line, i) => line === b[i] ? line : undefined);
}

Deno.test({
  name: "renderRelease() prints what helm 4.2.3 prints for every chart of the corpus",
  ignore: absent,
  fn() {
    const root = unpack();
    try {
      const cases = readJson<{ cases: Case[] }>("helm/index.json").cases;
      const wrong = cases.filter((one) => one.deterministic).filter((one) =>
        render(root, one) !== Deno.readTextFileSync(`${root}/${one.golden}`)
      );
      assertEquals(wrong.map(({ id }) => id), []);
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  },
});

Deno.test({
  name: "renderRelease() differs from helm 4.2.3 only where two renders of helm differ",
  ignore: absent || Deno.env.get("SLUICE_SLOW_TESTS") === undefined,
  fn() {
    const root = unpack();
    try {
      const cases = readJson<{ cases: Case[] }>("helm/index.json").cases;
      for (const one of cases.filter(({ deterministic }) => !deterministic)) {
        const golden = Deno.readTextFileSync(`${root}/${one.golden}`);
        const second = Deno.readTextFileSync(`${root}/${one.golden2}`);
        const lines = render(root, one).split("\n");
        const shared = sharedLines(golden, second);
        if (golden.split("\n").length !== second.split("\n").length) continue;
        assertEquals(
          lines.map((line, i) => shared[i] === undefined ? "" : withoutMoments(line)),
          shared.map((line) => withoutMoments(line ?? "")),
          one.id,
        );
      }
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  },
});
