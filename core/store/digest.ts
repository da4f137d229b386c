import { createHash } from "node:crypto";
import type { StoredBlob } from "./driver.ts";
import { type Breathe, slices } from "./slices.ts";
import { whole } from "./window.ts";

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
async function hasDigest(blob: StoredBlob, expected: string, breathe: Breathe): Promise<boolean> {
  const algorithm = digestAlgorithms.find((known) => expected.startsWith(`${known}:`));
  if (algorithm === undefined) return false;
  const found = digester(algorithm);
  for await (const piece of whole(blob)) {
    found.update(piece);
    await breathe();
  }
  return found.size === blob.size && found.digest() === expected;
}

export interface Verdicts {
  /** Whether the blob at `path` has the digest; found out once for each version of it. */
  isSound(path: string, blob: StoredBlob, digest: string): Promise<boolean>;
  /** Remembers what was just written, so that it is not read again. */
  trust(path: string, version: string, digest: string): void;
  forget(path: string): void;
}

interface Verdict {
  readonly version: string;
  readonly digest: string;
  readonly sound: Promise<boolean>;
}

/** Remembers, until the process ends, which version of a blob has which digest. */
export function verdicts(): Verdicts {
  const known = new Map<string, Verdict>();
  return {
    isSound(path, blob, digest) {
      const last = known.get(path);
      if (last?.version === blob.version && last.digest === digest) return last.sound;
      const sound = hasDigest(blob, digest, slices());
      const verdict = { version: blob.version, digest, sound };
      known.set(path, verdict);
      sound.catch(() => {
        if (known.get(path) === verdict) known.delete(path);
      });
      return sound;
    },
    trust: (path, version, digest) =>
      void known.set(path, { version, digest, sound: Promise.resolve(true) }),
    forget: (path) => void known.delete(path),
  };
}
