/** What one artifact may hold. Sizes are bytes. */
export interface Limits {
  readonly entries: number;
  /** All files together, uncompressed. */
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** The whole path; a segment of it has 255 at most. */
  readonly nameBytes: number;
  /** Uncompressed to compressed, judged once `ratioFrom` bytes came out. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** One `.sourceignore`, and the patterns of all of them together. */
  readonly ignoreBytes: number;
  readonly ignorePatterns: number;
}

export const defaultLimits: Limits = {
  entries: 100_000,
  totalBytes: 1 << 30,
  fileBytes: 512 << 20,
  nameBytes: 4096,
  ratio: 200,
  ratioFrom: 32 << 20,
  ignoreBytes: 1 << 20,
  ignorePatterns: 10_000,
};
