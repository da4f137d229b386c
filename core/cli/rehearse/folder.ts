/** A folder of this machine in the place of an object's content. */
import { dirname, join, relative } from "node:path";

export interface Placed {
  /** Absolute: what stands for the whole content. */
  readonly root: string;
  /** Below it: the folder that is built. */
  readonly folder: string;
}

/**
 * The folder `path` as the one that the object builds. What it refers to beside itself is found too: the whole content begins
 * where the object's own path ends, else at the repository that the folder is in. Throws where it is no folder.
 */
export async function placed(path: string, named = ""): Promise<Placed> {
  const found = await Deno.stat(path).catch(() => undefined);
  if (!found?.isDirectory) throw new Error(`Cannot build "${path}": it is no folder`);
  const real = await Deno.realPath(path);
  const own = join("/", named).replace(/\/+$/, "");
  if (own !== "" && real.endsWith(own) && real !== own) {
    return { root: real.slice(0, -own.length), folder: `.${own}` };
  }
  const root = await repositoryOf(real) ?? real;
  return { root, folder: `./${relative(root, real)}` };
}

async function repositoryOf(folder: string): Promise<string | undefined> {
  if (await Deno.stat(join(folder, ".git")).catch(() => undefined)) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : await repositoryOf(above);
}
