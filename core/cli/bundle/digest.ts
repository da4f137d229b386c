import { createHash } from "node:crypto";
import { join } from "node:path";
import { terminal } from "../../contract/mod.ts";

/** What a bundle consists of; the last two only where the plugin has them. */
export const parts = ["plugin.yaml", "mod.js", "crds", "rbac.yaml"];

/** `sha256:…` over the lines `<sha256>  <path>` of all files below a folder, sorted by path. */
export async function digestOf(folder: string): Promise<string> {
  return `sha256:${sha256((await linesOf(folder)).join(""))}`;
}

/** One `<sha256>  <path>` line for each file below a folder, sorted by path. Links and devices are refused. */
export async function linesOf(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const path of (await filesOf(folder)).sort()) {
    lines.push(`${sha256(await Deno.readFile(join(folder, path)))}  ${path}\n`);
  }
  return lines;
}

/**
 * Checks that a bundle is what its digest says, and holds nothing but what a bundle may hold.
 * Throws a terminal failure `BundleChanged` otherwise.
 */
export async function verifyBundle(folder: string, digest: string): Promise<void> {
  const found = await digestOfBundle(folder);
  if (found === digest) return;
  throw terminal("BundleChanged", `Cannot run the bundle ${folder}: it is ${found}, not ${digest}`);
}

/** The digest of a bundle. Throws a terminal failure `InvalidBundle` where a file is none of a bundle's. */
export async function digestOfBundle(folder: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (parts.includes(name)) continue;
    const allowed = parts.join(", ");
    throw terminal("InvalidBundle", `Cannot take ${join(folder, name)}: a bundle is ${allowed}`);
  }
  return await digestOf(folder);
}

/** Paths of all files below a folder, with slashes. */
export async function filesOf(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(folder, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory) found.push(...await filesOf(folder, path));
    else if (entry.isFile) found.push(path);
    else throw terminal("InvalidBundle", `Cannot take ${join(folder, path)}: it is no plain file`);
  }
  return found;
}

/** Hexadecimal SHA-256. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
