import { say } from "../config/mod.ts";
import { Failed } from "./failed.ts";
import { load } from "./load.ts";
import { type Format, type Output, print } from "./output.ts";

export interface ConfigFlags {
  readonly state: string;
  readonly output: Format;
}

/** `sluice config check`. Problems are data: one a line, as `file:line:column: path: message`. */
export async function check(output: Output, file: string, flags: ConfigFlags): Promise<void> {
  const checked = await load(file, flags.state);
  const problems = "problems" in checked ? checked.problems : [];
  if (flags.output !== "table") {
    await print(output, flags.output, problems.map((problem) => ({ ...problem })), {});
  } else for (const problem of problems) output.data(`${say(problem)}\n`);
  if ("config" in checked) {
    const { plugins, pipelines } = checked.config;
    const counted = `${count(plugins, "plugin")}, ${count(pipelines, "pipeline")}`;
    output.words(`${file} is in order: ${counted}\n`);
    return;
  }
  output.words(
    `${file} has ${problems.length} ${problems.length === 1 ? "mistake" : "mistakes"}\n`,
  );
  throw new Failed(file);
}

function count(things: object, what: string): string {
  const many = Object.keys(things).length;
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
