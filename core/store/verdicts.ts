import { hasDigest } from "./digest.ts";
import type { StoredBlob } from "./driver.ts";
import { slices } from "./slices.ts";

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
    trust(path, version, digest) {
      known.set(path, { version, digest, sound: Promise.resolve(true) });
    },
    forget(path) {
      known.delete(path);
    },
  };
}
