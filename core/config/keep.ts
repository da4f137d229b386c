import type { Checked } from "./check.ts";
import type { Config } from "./config.ts";
import { type ConfigDiff, diffConfig } from "./diff.ts";
import type { ConfigProblem } from "./problem.ts";

export interface KeepOptions {
  readonly load: () => Promise<Checked>;
  /** The new config holds from now on. It is also told where nothing differs: a mistake was mended. */
  readonly onChange: (config: Config, diff: ConfigDiff) => void | Promise<void>;
  /** The new config has mistakes: the old one holds on. */
  readonly onProblems: (problems: readonly ConfigProblem[]) => void;
}

/** Holds the config that is in force. What it answers loads the file anew: hand it to `watchConfig`. */
export function keepConfig(held: Config, options: KeepOptions): () => Promise<void> {
  let current = held;
  return async () => {
    const checked = await options.load();
    if ("problems" in checked) return options.onProblems(checked.problems);
    const diff = diffConfig(current, checked.config);
    current = checked.config;
    await options.onChange(current, diff);
  };
}
