import { refuse } from "./errors.ts";
import type { Limits } from "./tables/limits.ts";

const segmentBytes = 255;
const encoder = new TextEncoder();

/** Counts one entry. Throws StoreError where it is one too many, or too large. */
export type Budget = (path: string, size: number) => void;

/** Counts entries and their bytes against the limits, before any of the bytes are read. */
export function budget(limits: Limits): Budget {
  let entries = 0, total = 0;
  return (path, size) => {
    if (++entries > limits.entries) {
      throw refuse(
        "ArchiveTooManyEntries",
        `Cannot take "${path}": there are more than ${limits.entries} entries`,
      );
    }
    checkFileSize(path, size, limits);
    if ((total += size) > limits.totalBytes) throw tooLarge(path, limits.totalBytes);
  };
}

/** Throws StoreError where one file has too many bytes. */
export function checkFileSize(path: string, size: number, { fileBytes }: Limits): void {
  if (size <= fileBytes) return;
  throw refuse(
    "ArchiveFileTooLarge",
    `Cannot take "${path}": it has ${size} bytes, the limit is ${fileBytes}`,
  );
}

export function tooLarge(path: string, limit: number): Error {
  return refuse("ArchiveTooLarge", `Cannot take "${path}": all bytes together exceed ${limit}`);
}

/**
 * The path of an archive's entry, cleaned (`./a//b/` is `a/b`, the root is ``). Throws StoreError for a
 * path that leaves the root, is absolute, too long, or holds a backslash or a NUL.
 */
export function entryPath(written: string, limits: Limits): string {
  const shown = JSON.stringify(written.length > 200 ? `${written.slice(0, 200)}…` : written);
  const wrong = (reason: string, what: string) => refuse(reason, `Cannot take ${shown}: ${what}`);
  if (written === "") throw wrong("ArchiveNameInvalid", "it has no name");
  if (written.includes("\0")) throw wrong("ArchiveNameInvalid", "its name holds a NUL");
  if (written.includes("\\")) throw wrong("ArchiveTraversal", "its name holds a backslash");
  if (written.startsWith("/")) throw wrong("ArchiveTraversal", "its name is absolute");
  const segments = written.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) throw wrong("ArchiveTraversal", "its name leaves the root");
  const path = segments.join("/");
  const bytes = (text: string) => encoder.encode(text).length;
  if (bytes(path) > limits.nameBytes) {
    throw wrong("ArchiveNameTooLong", `its name is over ${limits.nameBytes} bytes`);
  }
  if (path.length * 3 > segmentBytes && segments.some((segment) => bytes(segment) > segmentBytes)) {
    throw wrong("ArchiveNameTooLong", `a segment of its name is over ${segmentBytes} bytes`);
  }
  return path;
}
