/**
 * The pack: all files of an artifact in one uncompressed file with an index, so that a reader opens
 * one file instead of unpacking thousands. Nothing but permission to read that file is needed.
 *
 * ```
 * 0        magic, 16 bytes
 * 16       the files' bytes, one after the other, in the order of the index
 * …        index: for each entry 24 bytes (u32 name offset, u16 name length, u16 mode, u64 offset, u64 size)
 * …        names: UTF-8, one after the other, in the order of the index
 * size-32  footer: u64 index offset, u32 entries, u32 length of names, magic
 * ```
 * Numbers are little-endian. Entries stand in the order of a walk: by bytes, `/` before all others.
 * Modes are 0600 or 0700 for files, and 040750 for folders; a pack holds no links.
 */
export const packMagic: Uint8Array = new TextEncoder().encode("sluice-pack-v1\r\n");
export const packHeaderBytes = 16;
export const packEntryBytes = 24;
export const packFooterBytes = 32;
export const packFolderMode = 0o040750;

/** A pack that cannot be read: the message says what is wrong with which entry. */
export class PackError extends Error {
  override readonly name = "PackError";
}

/** Where a pack's bytes come from. */
export interface PackBytes {
  readonly size: number;
  /** Fills `into` from `position`; answers how many bytes there were. */
  read(position: number, into: Uint8Array): number;
}

export interface PackEntry {
  /** Relative to the root, without a leading or trailing slash. */
  readonly path: string;
  readonly type: "file" | "folder";
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** 0600, 0700 (may be run) or, for a folder, 0750. */
  readonly mode: number;
}

export interface Pack {
  /** How many entries there are, folders included. */
  readonly entries: number;
  /** What is known of `path`, or undefined where the pack has no such entry. */
  stat(path: string): PackEntry | undefined;
  /** What stands directly in `folder` (the root by default), or everything below it, in the order of a walk. */
  list(folder?: string, options?: { readonly recursive?: boolean }): Generator<PackEntry>;
  /** The bytes of one file. Throws PackError where there is no such file. */
  read(path: string): Uint8Array<ArrayBuffer>;
  /** The bytes of one file in pieces of at most 64 KiB, each valid until the next. Throws like `read`. */
  pieces(path: string): Generator<Uint8Array<ArrayBuffer>>;
}

/** Opens the pack at `path`; disposing of it closes the file. Throws PackError for anything but a sound pack. */
export function openPack(path: string, options: PackOptions = {}): Pack & Disposable {
  using opened = new DisposableStack();
  const file = opened.use(Deno.openSync(path));
  const bytes: PackBytes = {
    size: file.statSync().size,
    read(position, into) {
      file.seekSync(position, Deno.SeekMode.Start);
      return file.readSync(into) ?? 0;
    },
  };
  const pack = readPack(bytes, options), kept = opened.move();
  return { ...pack, [Symbol.dispose]: () => kept.dispose() };
}

export interface PackOptions {
  /** More entries than this are refused before their index is read. */
  readonly maxEntries?: number;
}

const maxNameBytes = 4096;
const maxNamesBytes = 64 << 20;
const pieceBytes = 64 << 10;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Reads the index and checks all of it; files' bytes are read when they are asked for. */
export function readPack(bytes: PackBytes, { maxEntries = 1_000_000 }: PackOptions = {}): Pack {
  const index = loadIndex(bytes, maxEntries);
  const fileAt = (path: string) => {
    const at = index.find(path);
    if (at < 0) throw new PackError(`Cannot read "${path}": the pack has no such entry`);
    if (index.mode(at) === packFolderMode) {
      throw new PackError(`Cannot read "${path}": it is a folder`);
    }
    return at;
  };
  return {
    entries: index.count,
    stat(path) {
      const at = index.find(path);
      return at < 0 ? undefined : index.entry(at);
    },
    *list(folder = "", { recursive = false } = {}) {
      for (const at of index.below(folder, recursive)) yield index.entry(at);
    },
    read(path) {
      const at = fileAt(path);
      return exactly(bytes, index.offset(at), index.size(at));
    },
    *pieces(path) {
      const at = fileAt(path), end = index.offset(at) + index.size(at);
      for (let from = index.offset(at); from < end; from += pieceBytes) {
        yield exactly(bytes, from, Math.min(pieceBytes, end - from));
      }
    },
  };
}

interface Index {
  readonly count: number;
  offset(at: number): number;
  size(at: number): number;
  mode(at: number): number;
  entry(at: number): PackEntry;
  /** The place of `path`, or -1. */
  find(path: string): number;
  below(folder: string, recursive: boolean): Generator<number>;
}

function loadIndex(bytes: PackBytes, maxEntries: number): Index {
  const footer = readFooter(bytes, maxEntries);
  const raw = exactly(bytes, footer.index, footer.count * packEntryBytes + footer.names);
  const names = raw.subarray(footer.count * packEntryBytes);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const field = (at: number, byte: number) => at * packEntryBytes + byte;
  const name = (at: number) => {
    const from = view.getUint32(field(at, 0), true);
    return names.subarray(from, from + view.getUint16(field(at, 4), true));
  };
  const index: Index = {
    count: footer.count,
    mode: (at) => view.getUint16(field(at, 6), true),
    offset: (at) => Number(view.getBigUint64(field(at, 8), true)),
    size: (at) => Number(view.getBigUint64(field(at, 16), true)),
    entry(at) {
      const folder = index.mode(at) === packFolderMode;
      const mode = folder ? packFolderMode & 0o777 : index.mode(at);
      return { path: text(name(at)), type: folder ? "folder" : "file", size: index.size(at), mode };
    },
    find(path) {
      const key = encoder.encode(path), at = lowerBound(footer.count, name, key);
      return at < footer.count && compareNames(name(at), key) === 0 ? at : -1;
    },
    *below(folder, recursive) {
      const key = encoder.encode(folder === "" ? "" : `${folder}/`);
      for (let at = lowerBound(footer.count, name, key); at < footer.count; at++) {
        if (!startsWith(name(at), key)) return;
        if (recursive || name(at).indexOf(slash, key.length) < 0) yield at;
      }
    },
  };
  checkIndex(index, name, footer, (at) => view.getUint32(field(at, 0), true));
  return index;
}

function readFooter(bytes: PackBytes, maxEntries: number) {
  if (bytes.size < packHeaderBytes + packFooterBytes) {
    throw new PackError("Cannot open the pack: it is too short");
  }
  const footer = exactly(bytes, bytes.size - packFooterBytes, packFooterBytes);
  const head = exactly(bytes, 0, packHeaderBytes);
  if (compareNames(head, packMagic) !== 0 || compareNames(footer.subarray(16), packMagic) !== 0) {
    throw new PackError("Cannot open the pack: it does not begin and end as one");
  }
  const view = new DataView(footer.buffer, footer.byteOffset, footer.byteLength);
  const index = Number(view.getBigUint64(0, true));
  const count = view.getUint32(8, true), names = view.getUint32(12, true);
  if (count > maxEntries) {
    throw new PackError(
      `Cannot open the pack: ${count} entries are over the limit of ${maxEntries}`,
    );
  }
  if (
    names > maxNamesBytes || index + count * packEntryBytes + names + packFooterBytes !== bytes.size
  ) {
    throw new PackError("Cannot open the pack: its index does not fit the file");
  }
  return { index, count, names };
}

/** Every name in order, sound and once; every file right after the one before it, so that none overlap. */
function checkIndex(
  index: Index,
  name: (at: number) => Uint8Array,
  footer: { readonly index: number; readonly names: number },
  nameOffset: (at: number) => number,
): void {
  let names = 0, data = packHeaderBytes;
  for (let at = 0; at < index.count; at++) {
    const wrong = (what: string) => new PackError(`Cannot open the pack: entry ${at} ${what}`);
    const own = name(at), mode = index.mode(at);
    if (nameOffset(at) !== names) throw wrong("has its name out of place");
    names += own.length;
    if (!soundName(own)) throw wrong("has an unsound name");
    if (at > 0 && compareNames(name(at - 1), own) >= 0) throw wrong("is out of order");
    if (mode !== 0o600 && mode !== 0o700 && mode !== packFolderMode) {
      throw wrong("has no known mode");
    }
    if (mode === packFolderMode && index.size(at) !== 0) throw wrong("is a folder with bytes");
    if (index.offset(at) !== data) throw wrong("has its bytes out of place");
    data += index.size(at);
    if (data > footer.index) throw wrong("reaches into the index");
  }
  if (names !== footer.names || data !== footer.index) {
    throw new PackError("Cannot open the pack: bytes belong to no entry");
  }
}

const slash = 47, dot = 46, backslash = 92;

/** Whether the bytes are a relative path without empty, `.` and `..` segments, NUL and backslash. */
function soundName(name: Uint8Array): boolean {
  if (name.length > maxNameBytes || name.includes(0) || name.includes(backslash)) return false;
  for (let start = 0; start <= name.length;) {
    const found = name.indexOf(slash, start), end = found < 0 ? name.length : found;
    const length = end - start;
    const dots = length <= 2 && name.subarray(start, end).every((byte) => byte === dot);
    // Of nothing, every byte is a dot.
    if (dots) return false;
    start = end + 1;
  }
  return true;
}

/** The order of a walk: by bytes, but `/` comes before all, so that a folder's entries stay together. */
export function compareNames(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i]!, y = b[i]!;
    if (x !== y) return (x === slash ? -1 : x) - (y === slash ? -1 : y);
  }
  return a.length - b.length;
}

function lowerBound(count: number, name: (at: number) => Uint8Array, key: Uint8Array): number {
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareNames(name(middle), key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startsWith(name: Uint8Array, prefix: Uint8Array): boolean {
  return name.length > prefix.length && compareNames(name.subarray(0, prefix.length), prefix) === 0;
}

function text(name: Uint8Array): string {
  try {
    return decoder.decode(name);
  } catch {
    throw new PackError("Cannot read the pack: a name is not UTF-8");
  }
}

function exactly(bytes: PackBytes, position: number, length: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const got = bytes.read(position + done, into.subarray(done));
    if (got <= 0) throw new PackError("Cannot read the pack: it ends too early");
    done += got;
  }
  return into;
}
