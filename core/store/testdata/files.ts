/** Folders and stores for tests, removed at the end of each. */
import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { directoryDriver } from "../directory_driver.ts";
import type { Driver } from "../driver.ts";
import { Store, type StoreOptions } from "../store.ts";

export interface Bench extends AsyncDisposable {
  readonly root: string;
  readonly clock: { time: number; now(): number };
  readonly driver: Driver;
  readonly store: Store;
  /** A new folder with the files; `null` makes an empty folder. */
  folder(files: Record<string, string | null>): Promise<string>;
  /** A store over the same place, as after a restart. */
  restart(options?: Partial<StoreOptions>): Promise<Store>;
}

export const object = { kind: "GitRepository", namespace: "ns", name: "app" };

/** An open store over a temporary folder, with a clock that stands. */
export async function bench(options: Partial<StoreOptions> = {}): Promise<Bench> {
  const root = await Deno.makeTempDir();
  const clock = { time: Date.UTC(2026, 0, 2, 3, 4, 5, 600), now: () => clock.time };
  const driver = directoryDriver(`${root}/store`);
  const base = { driver, address: "store.test:9090", clock };
  const restart = async (more: Partial<StoreOptions> = {}) => {
    const store = new Store({ ...base, ...options, ...more });
    await store.open();
    return store;
  };
  return {
    root,
    clock,
    driver,
    store: await restart(),
    restart,
    async folder(files) {
      const folder = await Deno.makeTempDir({ dir: root });
      await writeFiles(folder, files);
      return folder;
    },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

async function writeFiles(folder: string, files: Record<string, string | null>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const full = `${folder}/${path}`;
    if (text === null) await Deno.mkdir(full, { recursive: true });
    else {
      await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(full, text);
    }
  }
}

/** The entries of a tar.gz as the corpus lists them: `mode type path`, sorted. */
export async function listing(archive: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const entries = await unpackTar(gunzipSync(archive), { strict: true });
  return entries.map(({ header: { mode = 0, type, name } }) =>
    `${mode.toString(8)} ${type === "directory" ? "dir" : type} ${name}`
  ).sort();
}

/** What the store serves under a path. */
export async function fetched(store: Store, path: string, init?: RequestInit): Promise<Response> {
  return await store.app().request(`http://store.test/${path}`, init);
}

export async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await response.arrayBuffer());
}
