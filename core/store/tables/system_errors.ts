/** What the system's errors mean for a condition, by their codes and (Linux) numbers. */
export const systemErrors: readonly {
  readonly codes: readonly string[];
  readonly numbers: readonly number[];
  readonly reason: string;
}[] = [
  { codes: ["ENOSPC", "EDQUOT"], numbers: [28, 122], reason: "StorageFull" },
  { codes: ["EROFS"], numbers: [30], reason: "StorageReadOnly" },
  { codes: ["EACCES", "EPERM"], numbers: [13, 1], reason: "StorageDenied" },
  { codes: ["EMFILE", "ENFILE"], numbers: [24, 23], reason: "StorageBusy" },
];
