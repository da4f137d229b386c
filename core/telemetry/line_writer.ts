/** Where bytes go: `Deno.stderr`, or what a test looks at. It may take a part, as write(2) does. */
export interface ByteWriter {
  write(bytes: Uint8Array): Promise<number>;
}

interface LineWriterOptions {
  readonly to: ByteWriter;
  /** How much may wait to be written, in characters. Default 1 Mi. */
  readonly mostWaiting?: number;
  /** The line, with its newline, that says in its place that so many lines are missing. */
  readonly notice: (lines: number) => string;
  /** Told how many lines were dropped, each time that some were. */
  readonly dropped?: (lines: number) => void;
}

/**
 * Makes a writer that writes lines in their order, without ever making the one who writes wait. It holds a bounded number of lines while its reader is slow or gone: what comes
 * beyond is dropped and counted, and a line says so where they are missing.
 */
export function createLineWriter(options: LineWriterOptions) {
  const { to, mostWaiting = 2 ** 20, notice, dropped } = options;
  const waiting: string[] = [];
  let size = 0, lost = 0;
  let writing: Promise<void> | undefined;

  const push = (line: string) => {
    waiting.push(line);
    size += line.length;
  };
  const drop = (lines: number) => {
    lost += lines;
    dropped?.(lines);
  };
  const confess = () => {
    if (lost > 0) push(notice(lost));
    lost = 0;
  };
  const drain = async () => {
    while (waiting.length > 0) {
      const lines = waiting.splice(0), text = lines.join("");
      try {
        await writeAll(to, text);
        if (waiting.length === 0) confess();
      } catch {
        drop(lines.length); // The reader has gone; the next lines are tried.
      }
      size -= text.length;
    }
    writing = undefined;
  };
  return {
    write(line: string): void {
      if (size + line.length > mostWaiting) return drop(1);
      if (size < mostWaiting / 2) confess();
      push(line);
      writing ??= drain();
    },
    /** Answers when all that was written before is out, or when the signal is aborted. */
    async flush({ signal }: { signal: AbortSignal }): Promise<void> {
      const aborted = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => aborted.resolve(), { once: true });
      if (!signal.aborted) await Promise.race([writing, aborted.promise]);
    },
  };
}

async function writeAll(to: ByteWriter, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    const written = await to.write(bytes.subarray(at));
    if (written === 0) throw new Error("Cannot write the log: nothing is taken");
    at += written;
  }
}
