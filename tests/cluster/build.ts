/**
 * Builds the real control plane from the Go module proxy: `deno task cluster:build`. Nothing happens where the
 * binaries are there already; else it takes about ten minutes on two cores, once.
 */
import { cacheFolder, isFile, version } from "./assets.ts";

const component = "k8s.io/component-base/version";
const [major, minor] = version.split(".");
const stamp = [
  `-X ${component}.gitVersion=v${version}`,
  `-X ${component}.gitMajor=${major}`,
  `-X ${component}.gitMinor=${minor}`,
].join(" ");

/** What is built: the file's name, the Go module here that pins it, and its package. */
const targets = [
  { name: "etcd", module: "etcd", pack: "go.etcd.io/etcd/server/v3" },
  { name: "kube-apiserver", module: "kubernetes", pack: "k8s.io/kubernetes/cmd/kube-apiserver" },
  {
    name: "kube-controller-manager",
    module: "kubernetes",
    pack: "k8s.io/kubernetes/cmd/kube-controller-manager",
  },
] as const;

async function hasGo(): Promise<boolean> {
  try {
    return (await new Deno.Command("go", { args: ["version"], stdout: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Builds one target beside its place and moves it there, so that nobody finds half a binary. */
async function build({ name, module, pack }: typeof targets[number]): Promise<void> {
  const path = `${cacheFolder()}/${name}`;
  const unfinished = `${path}.${Deno.pid}`;
  console.log(`Building ${name}: ${pack}`);
  const { success } = await new Deno.Command("go", {
    args: ["build", "-trimpath", "-ldflags", `-s -w ${stamp}`, "-o", unfinished, pack],
    cwd: new URL(`./${module}/`, import.meta.url),
    env: { CGO_ENABLED: "0" },
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot build "${name}": go build failed, see above`);
  await Deno.rename(unfinished, path);
}

/** Builds what is missing. Throws where Go is needed and absent, or a build fails. */
export async function buildAssets(): Promise<void> {
  const given = Deno.env.get("KUBEBUILDER_ASSETS");
  if (given !== undefined) return console.log(`Using the binaries of KUBEBUILDER_ASSETS: ${given}`);
  const missing = targets.filter(({ name }) => !isFile(`${cacheFolder()}/${name}`));
  if (missing.length === 0) return console.log(`All binaries are in ${cacheFolder()}`);
  if (!await hasGo()) {
    throw new Error(
      "Cannot build the control plane: go is not on PATH. Install Go 1.26 or set KUBEBUILDER_ASSETS",
    );
  }
  await Deno.mkdir(cacheFolder(), { recursive: true });
  for (const target of missing) await build(target);
}

if (import.meta.main) {
  try {
    await buildAssets();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
