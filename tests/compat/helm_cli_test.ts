import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { HELM, helm, withoutLog } from "./helm_binary.ts";
import { ARGUMENTS, FILES } from "./tables/helm_command_lines.ts";

const engine = fileURLToPath(new URL("../../plugins/render_helm/build.ts", import.meta.url));

function writeFiles(folder: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    Deno.mkdirSync(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${path}`, text);
  }
}

/** What our engine answers to all command lines, in one process. */
async function ours(folder: string): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-lock", "--allow-read", engine],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const cases = ARGUMENTS.map((line, i) => ({ id: String(i), args: line.split(" ") }));
  await writer.write(new TextEncoder().encode(JSON.stringify({ cases })));
  await writer.close();
  const lines = new TextDecoder().decode((await child.output()).stdout).trim().split("\n");
  return lines.map((line) => {
    const { text, error } = JSON.parse(line);
    return text ?? `Error: ${error}\n`;
  });
}

function theirs(folder: string, line: string): string {
  const { success, text } = helm(["template", ...line.split(" ")], { cwd: folder });
  return success ? text : withoutLog(text.replace(/\n\n(Use --debug|Usage:).*/s, "\n"));
}

Deno.test({
  name: "sluice build helm answers to command lines as helm template does, errors too",
  ignore: HELM === undefined,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      writeFiles(folder);
      const found = await ours(folder);
      const wrong = ARGUMENTS.flatMap((line, i) => {
        const want = theirs(folder, line);
        return found[i] === want ? [] : [{ line, got: found[i], want }];
      });
      assertEquals(wrong, []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
