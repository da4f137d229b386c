import { createHash } from "node:crypto";
import type { StoredBlob } from "./driver.ts";
import type { Breathe } from "./slices.ts";
import { windowed } from "./window.ts";

/** The algorithms an artifact's digest may have. */
const digestAlgorithms = ["sha256", "sha384", "sha512"] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export interface Digester {
  update(bytes: Uint8Array): void;
  /** `sha256:<hex>`; call it once. */
  digest(): string;
  readonly size: number;
}

/** Counts and hashes bytes as they pass. */
export function digester(algorithm: DigestAlgorithm): Digester {
  const hash = createHash(algorithm);
  let size = 0;
  return {
    update(bytes) {
      hash.update(bytes);
      size += bytes.length;
    },
    digest: () => `${algorithm}:${hash.digest("hex")}`,
    get size() {
      return size;
    },
  };
}

/** Whether the bytes of `blob` have the digest; an algorithm that is not known is not met. */
export async function hasDigest(
  blob: StoredBlob,
  expected: string,
  breathe: Breathe,
): Promise<boolean> {
  const algorithm = digestAlgorithms.find((known) => expected.startsWith(`${known}:`));
  if (algorithm === undefined) return false;
  const found = digester(algorithm);
  for await (const piece of windowed(blob.read, blob.size)(0, blob.size)) {
    found.update(piece);
    await breathe();
  }
  return found.size === blob.size && found.digest() === expected;
}
