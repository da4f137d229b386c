import { build, type FileSystem, toYaml } from "../../../plugins/lib/kustomize/mod.ts";
import { memoryFileSystem } from "../../../plugins/lib/kustomize/mod.ts";
import { decodeNode, parseDocuments } from "../../../core/yaml/mod.ts";
import { makeOverlay, type Overlay } from "./overlays.ts";
import { makeTree } from "./tree.ts";

/** What a build gives: text, or why there is none. */
export interface Outcome {
  readonly text?: string;
  readonly error?: string;
}

/** How two outcomes compare. */
export type Verdict =
  | "equal"
  | "same error"
  | "other error"
  | "bytes differ"
  | "objects differ"
  | "one fails";

/** Fine as they are: texts of errors that differ are counted apart. */
export const FINE: readonly Verdict[] = ["equal", "same error", "other error"];

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
    return success ? { text } : { error: errorText(text.replaceAll(folder, "")) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What went wrong, without warnings before it and without addresses of kubectl's memory, which change. */
function errorText(output: string): string {
  const at = output.search(/^error: /m);
  return output.slice(at < 0 ? 0 : at + "error: ".length).replace(/\n$/, "")
    .replaceAll(/merging from generator &\{.*?\}:/g, "merging from generator:");
}

/** What the library makes of an overlay. */
export function builtByUs({ files, target }: Overlay): Outcome {
  const source: FileSystem = memoryFileSystem(files);
  try {
    return { text: toYaml(build(source, `/${target}`, { order: "legacy" })) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Compares two outcomes: by bytes, and where they differ by objects. */
export function compare(ours: Outcome, theirs: Outcome): Verdict {
  if (ours.error !== undefined && theirs.error !== undefined) {
    return ours.error === theirs.error ? "same error" : "other error";
  }
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

/** An overlay whose outcomes differ. */
export interface Difference {
  readonly index: number;
  readonly verdict: Verdict;
  readonly ours: Outcome;
  readonly theirs: Outcome;
}

/** How many outcomes compare how, and those that differ: texts of errors too. */
export interface Comparison {
  readonly verdicts: ReadonlyMap<Verdict, number>;
  readonly differences: readonly Difference[];
}

/** The overlay of a seed: a small one of the even seeds, a tree of the odd ones. */
export function overlayOf(seed: number): Overlay {
  return seed % 2 === 0 ? makeOverlay(seed / 2) : makeTree((seed - 1) / 2);
}

/** Builds overlays both ways, a few at a time; `overlay` gives the one of an index. */
export async function compareAll(
  kubectl: string,
  indices: readonly number[],
  overlay: (index: number) => Overlay,
): Promise<Comparison> {
  const verdicts = new Map<Verdict, number>();
  const differences: Difference[] = [];
  const queue = [...indices];
  const work = async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const one = overlay(index);
      const [ours, theirs] = [builtByUs(one), await builtByKubectl(kubectl, one)];
      const verdict = compare(ours, theirs);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== "equal" && verdict !== "same error") {
        differences.push({ index, verdict, ours, theirs });
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return { verdicts, differences };
}

/** The part of the failures, of those that both have, whose texts are the same. */
export function sameErrors({ verdicts }: Comparison): number {
  const [same, other] = [verdicts.get("same error") ?? 0, verdicts.get("other error") ?? 0];
  return same + other === 0 ? 1 : same / (same + other);
}
