import type { Tree } from "../json/tree.ts";

/** Warnings of a write by bucket. */
export const warnings: Readonly<Record<string, (object: Tree, old?: Tree) => string[]>> = {};
