import { build, type FileSystem, toYaml } from "../../../plugins/lib/kustomize/mod.ts";
import { memoryFileSystem } from "../../../plugins/lib/kustomize/mod.ts";
import { decodeNode, parseDocuments } from "../../../core/yaml/mod.ts";
import { makeOverlay, type Overlay } from "./overlays.ts";

/** What a build gives: text, or why there is none. */
export interface Outcome {
  readonly text?: string;
  readonly error?: string;
}

/** How two outcomes compare. */
export type Verdict = "equal" | "both fail" | "bytes differ" | "objects differ" | "one fails";

/** What kubectl makes of an overlay. */
export async function builtByKubectl(
  kubectl: string,
  { files, target }: Overlay,
): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-compat-" });
  try {
    for (const [path, text] of Object.entries(files)) {
      const full = `${folder}/${path}`;
      await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(full, typeof text === "string" ? new TextEncoder().encode(text) : text);
    }
    const args = ["kustomize", `${folder}/${target}`];
    const { success, stdout, stderr } = await new Deno.Command(kubectl, {
      args,
      env: { HOME: folder },
    }).output();
    const text = new TextDecoder().decode(success ? stdout : stderr);
    return success ? { text } : { error: text.replaceAll(folder, "") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What the library makes of an overlay. */
export function builtByUs({ files, target }: Overlay): Outcome {
  const source: FileSystem = memoryFileSystem(files);
  try {
    return { text: toYaml(build(source, `/${target}`, { order: "legacy" })) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** Compares two outcomes: by bytes, and where they differ by objects. */
export function compare(ours: Outcome, theirs: Outcome): Verdict {
  if (ours.error !== undefined && theirs.error !== undefined) return "both fail";
  if (ours.error !== undefined || theirs.error !== undefined) return "one fails";
  if (ours.text === theirs.text) return "equal";
  const objects = (text: string) => parseDocuments(text).map((one) => decodeNode(one));
  const same =
    JSON.stringify(plain(objects(ours.text!))) === JSON.stringify(plain(objects(theirs.text!)));
  return same ? "bytes differ" : "objects differ";
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return [...value].map(([key, item]) => [String(key), plain(item)]).sort((
    [a],
    [b],
  ) => (String(a) < String(b) ? -1 : 1));
}

/** A seed whose outcomes differ. */
export interface Difference {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly ours: Outcome;
  readonly theirs: Outcome;
}

/** Builds the overlays of the seeds both ways, a few at a time. */
export async function compareSeeds(
  kubectl: string,
  seeds: readonly number[],
): Promise<{ verdicts: Map<Verdict, number>; differences: Difference[] }> {
  const verdicts = new Map<Verdict, number>();
  const differences: Difference[] = [];
  const queue = [...seeds];
  const work = async () => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const overlay = makeOverlay(seed);
      const [ours, theirs] = [builtByUs(overlay), await builtByKubectl(kubectl, overlay)];
      const verdict = compare(ours, theirs);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== "equal" && verdict !== "both fail") {
        differences.push({ seed, verdict, ours, theirs });
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return { verdicts, differences };
}
