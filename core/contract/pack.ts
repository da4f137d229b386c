import type { Files } from "./capabilities.ts";
/** placeholder until the store lands */
export function openPack(_path: string): Files & { close(): void } {
  throw new Error("x");
}
