import { createTarPacker } from "modern-tar";
import { createGzip, type Gzip } from "node:zlib";
import type { TreeEntry } from "./tree.ts";

type Write = (bytes: Uint8Array) => Promise<void>;

export interface TarWriter {
  /** Begins an entry; exactly its bytes follow through `write`, then `end`. */
  add(entry: TreeEntry): void;
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  finish(): Promise<void>;
  abort(reason: unknown): Promise<void>;
}

const epoch = new Date(0);
/** What goes to gzip at once: each write to it costs a turn of the event loop. */
const gatherBytes = 64 << 10;

/**
 * A tar.gz whose bytes follow from the entries alone (reference §2.2.2): no owner, no times, modes 0600,
 * 0700 and 0750, the root as `.`, gzip at its default level without a name or a time.
 */
export async function tarWriter(write: Write): Promise<TarWriter> {
  const { readable, controller } = createTarPacker();
  const compressing = compress(readable, write);
  // Whoever writes meets the failure at the latest in `finish`.
  compressing.catch((error) => controller.error(error));
  const begin = ({ path, type, size, executable }: TreeEntry) => {
    const mode = type === "folder" ? 0o750 : executable ? 0o700 : 0o600;
    const kind = type === "folder" ? "directory" : "file";
    return controller.add({ name: path, size, mode, type: kind, mtime: epoch, uid: 0, gid: 0 })
      .getWriter();
  };
  await begin({ path: ".", type: "folder", size: 0, executable: false }).close();
  let body: WritableStreamDefaultWriter<Uint8Array> | undefined;
  const orCause = async (step: Promise<void> | undefined) => {
    try {
      await step;
    } catch (error) {
      await compressing;
      throw error;
    }
  };
  return {
    add(entry) {
      body = begin(entry);
    },
    write: (bytes) => orCause(body?.write(bytes.slice())),
    end: () => orCause(body?.close()),
    async finish() {
      controller.finalize();
      await compressing;
    },
    async abort(reason) {
      body?.closed.catch(() => {});
      controller.error(reason);
      await compressing.catch(() => {});
    },
  };
}

async function compress(tar: ReadableStream<Uint8Array>, write: Write): Promise<void> {
  const gzip = createGzip();
  const draining = (async () => {
    for await (const piece of gzip) await write(piece);
  })();
  draining.catch((error) => gzip.destroy(error));
  try {
    for await (const piece of gathered(tar)) await feed(gzip, piece);
    gzip.end();
  } catch (error) {
    gzip.destroy();
    await draining.catch(() => {});
    throw error;
  }
  await draining;
}

async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(gatherBytes), length = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + gatherBytes - length);
      held.set(part, length);
      at += part.length;
      length += part.length;
      if (length < gatherBytes) continue;
      yield held;
      held = new Uint8Array(gatherBytes);
      length = 0;
    }
  }
  yield held.subarray(0, length);
}

/** Waits until gzip has used the piece. */
function feed(gzip: Gzip, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    gzip.write(piece, (error) => error ? reject(error) : resolve());
  });
}
