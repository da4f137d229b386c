/** `sluice build ENGINE ARGS` where nothing else is asked. It imports nothing: most builds take less time than the command. */
import type { EngineProgram } from "./engine_program.ts";

/** What the command itself takes, and not the engine. */
const OWN =
  /^(-[hc].*|--(help|config|state|order|load-restrictor|remote|cases|output-dir)(=.*)?|--)$/;

const part = (path: string) => import(path);

/**
 * Builds in this process, after it gave up all rights but reading: the exit code. `undefined` where the engine has no program
 * for that, or where the command line or the config say more than is plain to see; nothing has happened then.
 */
export async function quickBuild(
  [command, engine = "", ...args]: readonly string[],
  config: string,
): Promise<number | undefined> {
  if (command !== "build" || !/^[a-z][a-z0-9-]*$/.test(engine)) return undefined;
  if (args.length === 0 || args.some((arg) => OWN.test(arg))) return undefined;
  const folder = rendererIn(config, `render-${engine}`);
  const entry = `${folder}/program.ts`;
  if (folder === undefined || !exists(entry)) return undefined;
  const program = await programOf(entry);
  await giveUpRights();
  const { build }: EngineProgram = await import(program);
  try {
    write(Deno.stdout, build(args));
    return 0;
  } catch (error) {
    write(Deno.stderr, `error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** The folder of a renderer among those that a config names in so many words. */
function rendererIn(config: string, name: string): string | undefined {
  const at = config.includes("/") ? config.slice(0, config.lastIndexOf("/")) : ".";
  const named = new RegExp(`^name: ${name}$`, "m");
  return [...read(config).matchAll(/\buse: ([\w./-]+)/g)]
    .map(([, use]) => use!.startsWith("/") ? use! : `${at}/${use}`)
    .find((folder) => {
      const manifest = read(`${folder}/plugin.yaml`);
      return named.test(manifest) && /^kind: renderer$/m.test(manifest);
    });
}

/**
 * One file of a built-in program and all that it imports, made where none is newer than all of them; else its source, as of
 * what stands elsewhere.
 */
async function programOf(entry: string): Promise<string> {
  const repository = decodeURIComponent(new URL("../../", import.meta.url).pathname);
  const path = Deno.realPathSync(entry);
  if (!path.startsWith(`${repository}plugins/`)) return `file://${path}`;
  const made = `${repository}.sluice/cache/programs/${path.split("/").at(-2)}`;
  if (isFresh(made, repository)) return `file://${made}.js`;
  const bundler: typeof import("./bundle/program.ts") = await part("./bundle/program.ts");
  const isMade = await bundler.bundleProgram(path, made).then(() => true, () => false);
  return `file://${isMade ? `${made}.js` : path}`;
}

function isFresh(made: string, repository: string): boolean {
  const inputs = read(`${made}.inputs`);
  if (inputs === "") return false;
  const changed = (path: string) => Deno.statSync(path).mtime!.getTime();
  try {
    const since = changed(`${made}.js`);
    return inputs.trimEnd().split("\n").every((path) => changed(repository + path) <= since);
  } catch {
    return false;
  }
}

/** What the engine reads is for no one to read elsewhere: all rights but reading go, for good. */
async function giveUpRights(): Promise<void> {
  for (const name of ["run", "write", "net", "env", "sys", "ffi"] as const) {
    await Deno.permissions.revoke({ name });
  }
}

function write(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(to.writeSync(bytes));
}
