/** How much one call may take. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** Body of `http.fetch`, in both directions, after decompression. */
  readonly fetchBytes: number;
  readonly downloadBytes: number;
  readonly headerBytes: number;
  /** Of one request with its redirects, where it names no other. */
  readonly fetchMs: number;
  readonly transferMs: number;
  /** The longest silence of a peer. */
  readonly idleMs: number;
  readonly redirects: number;
  /** Requests and dialled connections open at a time. */
  readonly connections: number;
  /** Where the manifest says nothing of scratch. */
  readonly scratchBytes: number;
  readonly reports: number;
}

export const DEFAULT_LIMITS: Limits = {
  fetchBytes: 256 * 1024,
  downloadBytes: 1024 ** 3,
  headerBytes: 64 * 1024,
  fetchMs: 60_000,
  transferMs: 600_000,
  idleMs: 30_000,
  redirects: 5,
  connections: 64,
  scratchBytes: 64 * 1024 ** 2,
  reports: 1000,
};
