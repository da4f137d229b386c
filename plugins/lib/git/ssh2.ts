// @ts-types="@types/ssh2"
import type * as ssh2 from "ssh2";

export type Ssh2 = typeof ssh2;

/**
 * npm's ssh2, loaded where it is needed: most repositories are read over HTTP. It asks for the folder that its file lies in, to look
 * for native parts; in a bundle there is neither.
 */
export async function loadSsh2(): Promise<Ssh2> {
  (globalThis as { __dirname?: string }).__dirname ??= "/";
  // @ts-types="@types/ssh2"
  const loaded = await import("ssh2");
  return (loaded as unknown as { default: Ssh2 }).default;
}
