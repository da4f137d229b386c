import type { Kind } from "contract";
import type { PipelineEntry } from "schemas/runtime_config.ts";

/** Keys that are refused, and why: by their path. */
export const refused: Readonly<Record<string, string>> = {
  "store.s3": "this version keeps artifacts in a directory only; say `directory`",
};

/** Syntax errors, by the codes that the parser gives them. */
export const syntaxErrors: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "stands twice in the same map",
  MULTIPLE_DOCS: "begins a second document; one file holds one",
  NON_STRING_KEY: "is no text, and only texts may be keys",
  RESOURCE_EXHAUSTION: "is nested too deeply",
  TAB_AS_INDENT: "is a tab; YAML indents with spaces",
};

/** What each step of a pipeline may name. */
export const kindsOfStep: Readonly<Record<keyof PipelineEntry, readonly Kind[]>> = {
  gates: ["gate"],
  render: ["renderer", "decryptor"],
  policies: ["policy"],
  apply: ["applier"],
  health: ["health"],
};
