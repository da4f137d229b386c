import type { Config } from "../config/config.ts";
import { directoryDriver, Store } from "../store/mod.ts";

export interface StoreSettings {
  readonly config: Config;
  /** Folder for artifacts where the config names none. */
  readonly folder: string;
  /** Host and port in the URLs of artifacts. */
  readonly address: () => string;
  readonly onCorrupt: (path: string) => void;
}

/** Opens the store below the configured directory. */
export async function openStore(
  { config, folder, address, onCorrupt }: StoreSettings,
): Promise<Store> {
  const { retention: { records, ttlMs }, directory = folder } = config.store;
  const store = new Store({
    driver: directoryDriver(directory),
    get address() {
      return address();
    },
    clock: { now: Date.now },
    retention: { records, ttl: ttlMs },
    onCorrupt,
  });
  await store.open();
  return store;
}
