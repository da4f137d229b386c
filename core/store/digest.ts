import { createHash } from "node:crypto";
import type { Draft, StoredBlob } from "./driver.ts";
import { type Breathe, slices } from "../bus/mod.ts";
import { whole } from "./window.ts";

/** The algorithms an artifact's digest may have. */
const digestAlgorithms = ["sha256", "sha384", "sha512"] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** A draft that is complete and waits for its commit. */
export interface Built {
  readonly draft: Draft;
  /** `sha256:<hex>` */
  readonly digest: string;
  readonly size: number;
}

/** Counts and hashes what is written into the draft. */
export function hashed(draft: Draft, algorithm: DigestAlgorithm) {
  const hash = createHash(algorithm);
  let size = 0;
  return {
    write(bytes: Uint8Array): Promise<void> {
      hash.update(bytes);
      size += bytes.length;
      return draft.write(bytes);
    },
    built: (): Built => ({ draft, digest: `${algorithm}:${hash.digest("hex")}`, size }),
  };
}

/** Whether the bytes of `blob` have the digest; an algorithm that is not known is not met. */
async function hasDigest(blob: StoredBlob, expected: string, breathe: Breathe): Promise<boolean> {
  const algorithm = digestAlgorithms.find((known) => expected.startsWith(`${known}:`));
  if (algorithm === undefined) return false;
  const hash = createHash(algorithm);
  let rest = blob.size;
  for await (const piece of whole(blob)) {
    hash.update(piece);
    rest -= piece.length;
    await breathe();
  }
  return rest === 0 && `${algorithm}:${hash.digest("hex")}` === expected;
}

export type Verdicts = ReturnType<typeof verdicts>;

interface Verdict {
  readonly version: string;
  readonly digest: string;
  readonly sound: Promise<boolean>;
}

/** Remembers, until the process ends, which version of a blob has which digest. */
export function verdicts() {
  const known = new Map<string, Verdict>();
  return {
    /** Whether the blob at `path` has the digest; found out once for each version of it. */
    isSound(path: string, blob: StoredBlob, digest: string): Promise<boolean> {
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
    /** Remembers what was just written, so that it is not read again. */
    trust: (path: string, version: string, digest: string) =>
      void known.set(path, { version, digest, sound: Promise.resolve(true) }),
    forget: (path: string) => void known.delete(path),
  };
}
