import type { ReadAt } from "./window.ts";

/**
 * Where artifacts are kept: named blobs, each replaced as a whole or not at all. Paths are relative,
 * made by the store, of sound segments. Failures are StoreErrors.
 */
export interface Driver {
  /** Makes the place ready and removes what a crash left half-written. Called once, before all else. */
  open(): Promise<void>;
  /** Begins a blob of `folder`; nobody sees it before it is committed. */
  create(folder: string): Promise<Draft>;
  /** The blob as it is now; it stays complete when it is replaced or removed meanwhile. Links are not followed. */
  read(path: string): Promise<StoredBlob | undefined>;
  /** The paths of all blobs below `folder` (`` is everything), drafts left out. */
  list(folder: string): AsyncIterable<string>;
  /** Removes a blob, and folders that it leaves empty; one that is not there is fine. */
  remove(path: string): Promise<void>;
  /** Puts the blob at `target`, a path of the local file system that does not exist, in whole and without copying where possible. */
  link(path: string, target: string): Promise<void>;
}

/** A blob that is being written, on local disk whatever the driver. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>;
  /** Reads what was written so far. */
  readonly read: ReadAt;
  /** Makes it durable, then visible under `path` (of its folder) at once; answers its version. */
  commit(path: string): Promise<string>;
  /** Forgets it; fine after a commit, too. */
  abort(): Promise<void>;
}

export interface StoredBlob extends AsyncDisposable {
  readonly size: number;
  /** Differs whenever the bytes may differ: a digest that was checked for one version need not be checked again. */
  readonly version: string;
  readonly read: ReadAt;
}
