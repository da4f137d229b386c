/** Reads the tree: its source files, what each imports, and how long each function is. */

export const root = new URL("../../", import.meta.url);

export interface Source {
  /** Path from the root, as in `core/rpc/frame.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file under the given folders, sorted by path. */
export async function sources(...folders: string[]): Promise<Source[]> {
  const found: Source[] = [];
  for (const folder of folders) await walk(new URL(`${folder}/`, root), found);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(folder: URL, found: Source[]): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
    const url = new URL(entry.isDirectory ? `${entry.name}/` : entry.name, folder);
    if (entry.isDirectory) await walk(url, found);
    else if (/\.tsx?$/.test(entry.name)) {
      found.push({ path: relative(url), text: await Deno.readTextFile(url) });
    }
  }
}

/** The path of `url` from the root, as in `core/rpc/frame.ts`. */
export function relative(url: URL): string {
  return url.pathname.slice(root.pathname.length);
}

export interface Import {
  readonly from: Source;
  /** As it is written. */
  readonly written: string;
  /** Path from the root, or the specifier itself where it leads out of the tree. */
  readonly to: string;
}

/** All imports and re-exports of the files, resolved through the import map. */
export function imports(files: readonly Source[], map: Record<string, string>): Import[] {
  return files.flatMap((from) => {
    const code = from.text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    const found = [
      ...code.matchAll(/^(?:import|export)\b[^;"']*?from\s*"([^"]+)"/gms),
      ...code.matchAll(/^import\s*"([^"]+)"/gm),
      ...code.matchAll(/\bimport\(\s*"([^"]+)"/g),
    ];
    return found.map(([, written]) => ({
      from,
      written: written!,
      to: resolve(from, written!, map),
    }));
  });
}

function resolve(from: Source, written: string, map: Record<string, string>): string {
  if (written.startsWith(".")) return relative(new URL(written, new URL(from.path, root)));
  const prefix = Object.keys(map)
    .filter((key) => key === written || (key.endsWith("/") && written.startsWith(key)))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return written;
  const target = map[prefix]! + written.slice(prefix.length);
  return target.startsWith("./") ? target.slice(2) : target;
}

export interface FunctionSize {
  readonly path: string;
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** How many lines each function of a file takes, nested ones counted in what holds them too. */
export function functionSizes(file: Source): FunctionSize[] {
  const sizes: FunctionSize[] = [];
  const lineAt = (offset: number) => file.text.slice(0, offset).split("\n").length;
  const measure = (node: { range: [number, number] }) => {
    const [start, end] = node.range;
    const lines = file.text.slice(start, end).split("\n").length;
    const name = file.text.slice(start, start + 60).split("\n")[0]!;
    sizes.push({ path: file.path, name, line: lineAt(start), lines });
  };
  const plugin: Deno.lint.Plugin = {
    name: "sizes",
    rules: {
      functions: {
        create: () => ({
          FunctionDeclaration: measure,
          FunctionExpression: measure,
          ArrowFunctionExpression: measure,
        }),
      },
    },
  };
  Deno.lint.runPlugin(plugin, file.path, file.text);
  return sizes;
}
