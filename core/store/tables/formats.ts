/** What an archive that is no tar begins with. */
export const otherFormats: readonly (readonly [magic: readonly number[], name: string])[] = [
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd"],
  [[0x50, 0x4b, 0x03, 0x04], "zip"],
  [[0x42, 0x5a, 0x68], "bzip2"],
  [[0xfd, 0x37, 0x7a, 0x58], "xz"],
];

/** Media types by the end of a name. */
export const mediaTypes: readonly (readonly [suffix: string, type: string])[] = [
  [".gz", "application/gzip"],
  [".tgz", "application/gzip"],
  [".yaml", "application/yaml"],
  [".json", "application/json"],
];
