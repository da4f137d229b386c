import type { FileSystem } from "./file_system.ts";

/** The files of this machine, as far as the process may read them. Links are followed, and count where they lead. */
export const diskFileSystem: FileSystem = {
  read(path) {
    try {
      return Deno.readFileSync(path);
    } catch {
      return undefined;
    }
  },
  list(path) {
    try {
      return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
    } catch {
      return undefined;
    }
  },
  resolve(path) {
    try {
      return Deno.realPathSync(path);
    } catch {
      return undefined;
    }
  },
};
