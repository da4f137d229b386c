import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { type Failure, terminal } from "../contract/errors.ts";

/** A call's scratch folder, as the kernel writes to it and reads from it while the plugin may do the same. */
export type Scratch = ReturnType<typeof openScratch>;

export interface ScratchFile extends AsyncDisposable {
  /** Bytes that the file had when it was opened; no more are read. */
  readonly size: number;
  /** From the start, in pieces of at most 64 KiB; each call reads anew. */
  pieces(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

interface ScratchOptions {
  readonly folder: string;
  readonly quotaBytes: number;
}

/** The least that an entry of a folder counts for: a million empty files are not free. */
const ENTRY_BYTES = 4096;
const PIECE = 64 * 1024;

/**
 * Opens the scratch folder of one call. Names are plain: Deno cannot open a file relative to a folder it holds, so in a path
 * of several steps the plugin could put a link in the place of one between our look and our use. What arrives is written
 * beside the folder, where the plugin cannot write, and renamed into it, which replaces a link and never follows one.
 */
export function openScratch({ folder, quotaBytes }: ScratchOptions) {
  // All bytes ever written, and those of files that are not in the folder yet.
  let written = 0, arriving = 0, count = 0;
  return {
    /** Begins a file that appears under `name` when it is finished. */
    async land(name: string) {
      const place = `${folder}/${plainName(name)}`, held = `${folder}.part-${count++}`;
      realFolder(folder);
      const before = written - arriving;
      const used = await scratchUsage(folder, quotaBytes);
      const file = Deno.openSync(held, { write: true, createNew: true, mode: 0o644 });
      let size = 0, isPlaced = false;
      return {
        /** Throws `ScratchFull` (terminal) beyond the quota. */
        async write(piece: Uint8Array): Promise<void> {
          if (used + written - before + piece.length > quotaBytes) throw full(quotaBytes);
          written += piece.length;
          arriving += piece.length;
          size += piece.length;
          for (let at = 0; at < piece.length;) {
            at += await file.write(piece.subarray(at, at + PIECE));
          }
        },
        /** Puts the file in its place; without it, disposing leaves nothing behind. */
        finish(): void {
          realFolder(folder);
          try {
            Deno.renameSync(held, place);
          } catch {
            refuse(name, "a folder is in its place");
          }
          isPlaced = true;
        },
        async [Symbol.asyncDispose](): Promise<void> {
          arriving -= size;
          file.close();
          if (!isPlaced) await Deno.remove(held).catch(() => {});
        },
      };
    },
    /** Opens a regular file; no link is followed. */
    read: async (name: string) => await readFile(`${folder}/${plainName(name)}`, name),
  };
}

/**
 * Reads a file that may be swapped under our hands: opened, then compared with what stands at the path. (Deno follows links
 * before it opens wherever permissions are not all granted, whatever `O_NOFOLLOW` says.)
 */
export async function readFile(path: string, name: string): Promise<ScratchFile> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch(() => refuse(name, "it is no readable file"));
  const info = await handle.stat(), placed = await lstat(path).catch(() => undefined);
  if (!info.isFile() || !placed?.isFile() || placed.ino !== info.ino || placed.dev !== info.dev) {
    await handle.close();
    return refuse(name, "it is no regular file");
  }
  const { size } = info;
  return {
    size,
    async *pieces() {
      for (let at = 0; at < size;) {
        const piece = new Uint8Array(Math.min(PIECE, size - at));
        const { bytesRead } = await handle.read(piece, 0, piece.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** A name without a step: not empty, no separator, no control character. Throws `PathRefused` (terminal). */
export function plainName(name: string): string {
  const steps = /^(\.{0,2}|.*[/\\\p{Cc}].*)$/su.test(name);
  const bytes = new TextEncoder().encode(name).length;
  return steps || bytes > 255 ? refuse(name, "it must be a plain file name") : name;
}

/**
 * Bytes that a folder takes on its disk, at least 4 KiB an entry; links are counted and not followed. For a host that polls:
 * what changes meanwhile is no error, and beyond `enough` it stops counting.
 */
export async function scratchUsage(folder: string, enough = Infinity): Promise<number> {
  let bytes = 0;
  for (const folders = [folder]; folders.length > 0;) {
    const path = folders.pop()!;
    for await (const { name, isDirectory } of entries(path)) {
      if (isDirectory) folders.push(`${path}/${name}`);
      bytes += isDirectory ? ENTRY_BYTES : fileBytes(`${path}/${name}`);
      if (bytes > enough) return bytes;
    }
  }
  return bytes;
}

function fileBytes(path: string): number {
  const info = lookAt(path);
  if (!info) return 0;
  return Math.max(ENTRY_BYTES, info.blocks === null ? info.size : info.blocks * 512);
}

async function* entries(folder: string): AsyncIterable<Deno.DirEntry> {
  try {
    yield* Deno.readDir(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function realFolder(folder: string): void {
  if (!lookAt(folder)?.isDirectory) refuse(".", "the scratch folder is gone");
}

/** What stands there now; links are not followed. At once: to hand so little to a thread costs ten times as much. */
export function lookAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined; // it may be gone by now
  }
}

function full(quotaBytes: number): Failure {
  return terminal("ScratchFull", `Cannot write to scratch: over its quota of ${quotaBytes} bytes`);
}

function refuse(name: string, why: string): never {
  throw terminal("PathRefused", `Cannot use the file ${JSON.stringify(name.slice(0, 80))}: ${why}`);
}
