/** What the kernel has done for it by the command: bundles of plugins, and kinds for a cluster of its own. */
import type { Plugin } from "../host/mod.ts";
import { type Connection, createClient } from "../kube/mod.ts";
import { createBundler } from "./bundle/bundler.ts";
import { definitionsOf, installDefinitions } from "./install/definitions.ts";

const INSTALL_MS = 30_000;

export const tools = { bundler: createBundler, install };

/** A cluster that was just started knows none of the API's kinds. */
async function install(connection: Connection, plugins: readonly Plugin[]): Promise<void> {
  const client = createClient(connection);
  const folders = plugins.map(({ manifest, bundle }) => ({ manifest, folder: bundle }));
  try {
    const signal = AbortSignal.timeout(INSTALL_MS);
    await installDefinitions(client, await definitionsOf(folders), { signal });
  } finally {
    client.close();
  }
}
