/** kubectl and helm as clients of the embedded server: the same exit codes and output as with the real one. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createApiServer, kubeconfigOf, listen } from "../../plugins/cluster_embedded/mod.ts";
import { findAssets, isFile } from "./assets.ts";
import { chartFolders, commands as helmCommands } from "./clients/tables/helm.ts";
import { commands as kubectlCommands, files, watches } from "./clients/tables/kubectl.ts";
import { watchChanges, type Watching } from "./clients/watching.ts";
import { startControlPlane } from "./control_plane.ts";
import { findClients } from "./kubectl.ts";

interface Ran {
  readonly code: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** What differs from run to run, evened out. */
function lines(bytes: Uint8Array, url: string): string[] {
  const text = new TextDecoder().decode(bytes)
    .replaceAll(url, "<server>").replaceAll(url.replace("https://", ""), "<server>")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uid>")
    .replace(/\b\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?Z/g, "<time>")
    .replace(/\b\d{4}-\d\d-\d\d [\d:.]+ \+0000 UTC/g, "<time>")
    .replace(/\b\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}\b/g, "<time>")
    .replace(/modifiedAt=\d+/g, "modifiedAt=<time>")
    .replace(/(resourceVersion"?:\s*"?)\d+/g, "$1<version>")
    .replace(/\w{3}, \d\d \w{3} \d{4} [\d:]+ \+0000/g, "<time>")
    .replace(/\b10\.96\.\d+\.\d+/g, "<address>")
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<token>")
    .replace(/(\/tmp\/)?(LIVE|MERGED)-\d+\S*/g, "<$2>")
    .replace(/^([-+]{3} \S+)\s.*$/gm, "$1")
    .replace(/[EWI]\d{4} [\d:.]+ +\d+ /g, "<log> ")
    .replace(/(\d+):3\d{4}\//g, "$1:<port>/")
    .replace(/\b\d+m?s(ago)?\b/g, "<age>");
  return text.split("\n").map((line) => line.replace(/ {2,}/g, "  ").trimEnd());
}

/** Prose about fields, and the build of the server, are no part of the claim. */
function told(command: string, { code, stdout, stderr }: Ran): Ran {
  if (command.startsWith("explain")) {
    const prose = /^ *<(empty|no description)>$/;
    const field =
      /^(KIND|VERSION|GROUP|FIELD|FIELDS|RESOURCE|error|Error)\b|^ {2}\S+\t|^ {2}\S+ {2}<|<.*>$/;
    return { code, stdout: stdout.filter((line) => field.test(line) && !prose.test(line)), stderr };
  }
  // The context of each server has a name of its own.
  if (command.startsWith("config")) return { code, stdout: [], stderr };
  // helm shows the kinds of a release in the order of a hash table.
  if (command.startsWith("status")) return { code, stdout: [...new Set(stdout)].sort(), stderr };
  return command.startsWith("version") ? { code, stdout: [], stderr } : { code, stdout, stderr };
}

/** Splits a command line at blanks outside of quotes. */
function words(command: string): string[] {
  return [...command.matchAll(/(?:[^\s']+|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ""));
}

interface Play {
  readonly program: string;
  readonly commands: readonly string[];
  /** Played after the commands. */
  readonly watches?: readonly Watching[];
  /** Puts what the commands need into their folder. */
  prepare(folder: string): Promise<void>;
}

async function play(
  { program, commands, watches = [], prepare }: Play,
  config: string,
  url: string,
): Promise<Ran[]> {
  const folder = await Deno.makeTempDir();
  await prepare(folder);
  await Deno.writeTextFile(`${folder}/config`, config);
  const found: Ran[] = [];
  const start = (command: string) =>
    new Deno.Command(program, {
      args: words(command),
      cwd: folder,
      clearEnv: true,
      env: { HOME: folder, KUBECONFIG: `${folder}/config`, PATH: "/usr/bin:/bin", TMPDIR: folder },
      stdout: "piped",
      stderr: "piped",
    });
  for (const command of commands) {
    const { code, stdout, stderr } = await start(command).output();
    const ran = { code, stdout: lines(stdout, url), stderr: lines(stderr, url) };
    found.push(told(command, JSON.parse(JSON.stringify(ran).replaceAll(folder, "<folder>"))));
  }
  for (const watching of watches) {
    found.push({ code: 0, stdout: lines(await watchChanges(start, watching), url), stderr: [] });
  }
  await Deno.remove(folder, { recursive: true });
  return found;
}

async function writeFiles(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
}

const archive = fileURLToPath(
  new URL("../../../shared/corpus/helm/corpus.tar.xz", import.meta.url),
);

async function unpackCharts(folder: string): Promise<void> {
  const args = ["-xJf", archive, "-C", folder, ...chartFolders];
  await new Deno.Command("tar", { args, stderr: "null" }).output();
}

/** Plays the command lines on both servers at once, and claims that each gives the same. */
async function compare(test: Deno.TestContext, play1: Play): Promise<void> {
  await using real = await startControlPlane();
  const users = new Map([["t", { name: "admin", groups: ["system:masters"] }]]);
  const own = await listen(createApiServer({ users }));
  const [wanted, given] = await Promise.all([
    play(play1, JSON.stringify(real.kubeconfig.object), real.url),
    play(play1, kubeconfigOf(own, "t"), own.url),
  ]);
  await own.close();
  const names = [...play1.commands, ...(play1.watches ?? []).map(({ watch }) => watch)];
  for (const [index, command] of names.entries()) {
    await test.step(command, () => assertEquals(given[index], wanted[index]));
  }
}

const clients = findAssets() === undefined ? undefined : await findClients();
const withCharts = clients !== undefined && isFile(archive);
const sanitize = { sanitizeOps: false, sanitizeResources: false };

Deno.test({
  name: clients === undefined
    ? "the real API server or kubectl is absent: its answers are not compared"
    : "kubectl ends and prints the same with the embedded server as with the real one",
  ignore: clients === undefined,
  ...sanitize,
  fn: (test) =>
    compare(test, {
      program: clients!.kubectl,
      commands: kubectlCommands,
      watches,
      prepare: writeFiles,
    }),
});

Deno.test({
  name: withCharts
    ? "helm ends and prints the same with the embedded server as with the real one"
    : "the real API server, helm or the charts are absent: its answers are not compared",
  ignore: !withCharts,
  ...sanitize,
  fn: (test) =>
    compare(test, { program: clients!.helm, commands: helmCommands, prepare: unpackCharts }),
});
