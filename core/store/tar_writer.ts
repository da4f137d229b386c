import { createGzip, type Gzip } from "node:zlib";
import { padded, tarBlock, tarHeader } from "./tar_header.ts";
import type { TreeEntry } from "./tree.ts";

type Write = (bytes: Uint8Array) => Promise<void>;

export interface TarWriter {
  /** Begins an entry; exactly its bytes follow through `write`, then `end`. */
  add(entry: TreeEntry): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  end(entry: TreeEntry): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/** What goes to gzip at once: each write to it costs a turn of the event loop. */
const gatherBytes = 64 << 10;

/**
 * A tar.gz whose bytes follow from the entries alone: the root as `.`, then the entries; gzip at its default level,
 * without a name or a time. Written by hand, as a packer of streams takes a stream an entry, keeps 8 MiB, and copies all bytes once more.
 */
export async function tarWriter(write: Write): Promise<TarWriter> {
  const gzip = createGzip();
  const draining = (async () => {
    for await (const piece of gzip) await write(piece);
  })();
  draining.catch((error) => gzip.destroy(error));
  const held = new Uint8Array(gatherBytes);
  let length = 0;
  const flush = async () => {
    // The memory is used again, so gzip must be done with it; a failure to write ends the wait.
    await Promise.race([feed(gzip, held.subarray(0, length)), draining]);
    length = 0;
  };
  const put = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + gatherBytes - length);
      held.set(part, length);
      at += part.length;
      length += part.length;
      if (length === gatherBytes) await flush();
    }
  };
  await put(tarHeader({ path: ".", type: "folder", size: 0, executable: false }));
  return {
    add: (entry) => put(tarHeader(entry)),
    write: put,
    end: ({ size }) => put(new Uint8Array(padded(size) - size)),
    async finish() {
      await put(new Uint8Array(2 * tarBlock));
      await flush();
      gzip.end();
      await draining;
    },
    async abort() {
      gzip.destroy();
      await draining.catch(() => {});
    },
  };
}

/** Waits until gzip has used the piece. */
function feed(gzip: Gzip, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    gzip.write(piece, (error) => error ? reject(error) : resolve());
  });
}
