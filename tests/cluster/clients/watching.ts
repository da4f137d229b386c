/** A command that goes on printing, while others change what it looks at. */
export interface Watching {
  /** Command line of the one that watches. */
  readonly watch: string;
  /** Lines that it prints before anything changes. */
  readonly initial: number;
  /** Command lines that make it print one line more each. */
  readonly changes: readonly string[];
}

/** Starts a command line of the client. */
export type Start = (command: string) => Deno.Command;

const patienceMs = 20_000;

/**
 * What the watching command has printed after each change, and then it is killed. A line that does
 * not come in 20 s is missed.
 */
export async function watchChanges(
  start: Start,
  { watch, initial, changes }: Watching,
): Promise<Uint8Array> {
  const process = start(watch).spawn();
  const printed: Uint8Array[] = [];
  let lines = 0, wake = () => {};
  const reading = (async () => {
    for await (const chunk of process.stdout) {
      printed.push(chunk);
      lines += chunk.filter((byte) => byte === 10).length;
      wake();
    }
  })();
  const reached = async (count: number) => {
    const late = AbortSignal.timeout(patienceMs);
    while (lines < count && !late.aborted) {
      const next = Promise.withResolvers<void>();
      wake = next.resolve;
      late.addEventListener("abort", () => next.resolve(), { once: true });
      if (lines < count) await next.promise;
    }
  };
  await reached(initial);
  for (const [index, change] of changes.entries()) {
    await start(change).output();
    await reached(initial + index + 1);
  }
  process.kill("SIGKILL");
  await Promise.all([reading, process.stderr.cancel(), process.status]);
  return await new Blob(printed as BlobPart[]).bytes();
}
