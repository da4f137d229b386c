import { isDeepStrictEqual } from "node:util";
import type { Config } from "./config.ts";

/** What a new config changes of the old one: only that is restarted. Ids are sorted. */
export interface ConfigDiff {
  /** Plugins that are new. */
  readonly added: readonly string[];
  /** Plugins that are named no longer. */
  readonly removed: readonly string[];
  /** Plugins whose processes must be started again: code, grant, options or limits differ. */
  readonly restart: readonly string[];
  /** Sections other than `plugins` that differ. */
  readonly sections: readonly Exclude<keyof Config, "plugins">[];
}

/** Compares two settled configs. Order of keys says nothing; order of lists does. */
export function diffConfig(before: Config, after: Config): ConfigDiff {
  const old = before.plugins, now = after.plugins;
  const sections = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((section) => section !== "plugins") as ConfigDiff["sections"];
  const both = Object.keys(now).filter((id) => Object.hasOwn(old, id));
  return {
    added: Object.keys(now).filter((id) => !Object.hasOwn(old, id)).sort(),
    removed: Object.keys(old).filter((id) => !Object.hasOwn(now, id)).sort(),
    restart: both.filter((id) => !isDeepStrictEqual(old[id], now[id])).sort(),
    sections: sections.filter((section) => !isDeepStrictEqual(before[section], after[section])),
  };
}
