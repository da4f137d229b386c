import { cleanPath, dirName } from "./paths.ts";

/** The files that a build may see. Every path is absolute, with `/`. */
export interface FileSystem {
  /** The content of a file; undefined where there is none. */
  read(path: string): Uint8Array | undefined;
  /** Names in a folder, sorted; undefined where it is none. */
  list(path: string): readonly string[] | undefined;
  /** The path without links; undefined where nothing is there, or where a link leads out. */
  resolve(path: string): string | undefined;
}

/** Files in memory, by path. */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array>>): FileSystem {
  const contents = new Map<string, string | Uint8Array>();
  const folders = new Map<string, Set<string>>([["/", new Set()]]);
  for (const [path, content] of Object.entries(files)) {
    const full = cleanPath("/" + path);
    contents.set(full, content);
    for (let child = full; child !== "/"; child = dirName(child)) {
      const folder = dirName(child);
      const names = folders.get(folder) ?? new Set();
      folders.set(folder, names.add(child.slice(child.lastIndexOf("/") + 1)));
    }
  }
  return {
    read(path) {
      const content = contents.get(cleanPath(path));
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
    list(path) {
      const names = folders.get(cleanPath(path));
      return names && [...names].sort();
    },
    resolve(path) {
      const full = cleanPath(path);
      return contents.has(full) || folders.has(full) ? full : undefined;
    },
  };
}
