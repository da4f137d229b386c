import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createCli } from "./mod.ts";
import { shells } from "./tables/shells.ts";

/** What is on the line after `sluice`, the last word unfinished, and what the shell is told. */
const rows: readonly [string[], string][] = [
  [
    ["co"],
    "config\tlook at a config file\ncompletion\tprint the script that completes this command in a shell\n:4\n",
  ],
  [["plugin", "li"], "list\tlist the plugins of a config\n:4\n"],
  [["plugin", "list", "-o", ""], "table\njson\nyaml\n:4\n"],
  [["plugin", "list", "--output=j"], "--output=json\n:4\n"],
  [["run", "--log-l"], "--log-level\tinstead of the config's\n:4\n"],
  [["run", "--log-level", "de"], "debug\n:4\n"],
  [["get", "-o", ""], "table\njson\nyaml\nwide\nname\n:4\n"],
  [["get", "--status"], "--status-selector\ta condition and its status, as in ready=false\n:4\n"],
  [["diff", "--path", ""], ":16\n"],
  [["diff", "--kustomization-file", ""], "yaml\nyml\n:8\n"],
  [["run", "--config", ""], "yaml\nyml\n:8\n"],
  [["run", "--kubeconfig", ""], ":0\n"],
  [["run", "--context", ""], ":4\n"],
  [["config", "check", ""], "yaml\nyml\n:8\n"],
  [["plugin", "bundle", ""], ":16\n"],
  [["plugin", "bundle", "--output", ""], ":16\n"],
  [["plugin", "check", "a", "b", ""], ":16\n"],
  [["plugin", "bundle", "a", ""], ":4\n"],
  [["completion", "p"], "powershell\n:4\n"],
  [["nonsense", "x"], ":4\n"],
];

async function told(args: readonly string[]): Promise<string> {
  let said = "";
  const output = { data: (text: string) => void (said += text), words: () => {} };
  const run = () => Promise.resolve();
  await createCli({ run, environment: {}, config: "default.yaml", output }).main(args);
  return said;
}

for (const [words, answer] of rows) {
  Deno.test(`sluice __complete ${words.map((word) => word || "''").join(" ")}`, async () => {
    assertEquals(await told(["__complete", ...words]), answer);
  });
}

Deno.test("sluice __completeNoDesc leaves the descriptions out", async () => {
  assertEquals(await told(["__completeNoDesc", "plugin", "li"]), "list\n:4\n");
});

Deno.test("sluice completion bash prints a script that bash completes with", async () => {
  const main = fileURLToPath(new URL("testdata/main.ts", import.meta.url));
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const script = `
sluice() { "${Deno.execPath()}" run -A --config "${config}" "${main}" "$@"; }
${shells.bash}
words() { COMP_WORDS=(sluice "$@"); COMP_CWORD=$#; _sluice; echo "\${COMPREPLY[*]}"; }
words plug
words plugin li
words plugin list -o js
cd "$(mktemp -d)"; mkdir sub; touch a.yaml b.txt
words run --config ""
words plugin bundle s`;
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  const answers = ["plugin", "list", "json", "sub a.yaml", "sub", ""];
  assertEquals(new TextDecoder().decode(stdout), answers.join("\n"));
});
