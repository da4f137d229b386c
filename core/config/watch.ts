import { dirname } from "node:path";
import type { Clock } from "../bus/mod.ts";

/** The part of a clock that watching takes. */
export type Timer = Pick<Clock, "after">;

export interface WatchOptions {
  readonly timer: Timer;
  /** The file's text differs from the last that was seen, or someone asked. One call at a time. */
  readonly onChange: (text: string) => void | Promise<void>;
  /** The file cannot be read, or `onChange` threw. Watching goes on. */
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface ConfigWatch {
  /** Reads the file now and tells it as changed, even if it is the same: for SIGHUP. */
  reload(): void;
  /** Settles when watching has ended. */
  readonly ended: Promise<void>;
}

/** From a notice until the file is read: what changes it writes more than once. */
const settleMs = 200;
/** How often the file is looked at where no notice comes: network file systems, exhausted watches. */
const pollMs = 10_000;

/**
 * Watches a config file by its folder, so that a file that is replaced, or a ConfigMap whose `..data` link is swapped, is
 * noticed, and by polling, in case notices do not come. It compares texts: what an editor only touches is no change.
 */
export async function watchConfig(file: string, options: WatchOptions): Promise<ConfigWatch> {
  const { timer, signal, onChange, onError } = options;
  let seen = await Deno.readTextFile(file).catch(() => undefined);
  let failing = false, noticed = false, cancel = () => {}, turn = Promise.resolve();
  const read = async (anyway: boolean) => {
    if (signal.aborted) return;
    try {
      const text = await Deno.readTextFile(file);
      failing = false;
      if (text === seen && !anyway) return;
      seen = text;
      await onChange(text);
    } catch (error) {
      if (!failing) onError(error); // a file that stays away is told once
      failing = true;
    }
  };
  const look = (anyway: boolean) => void (turn = turn.then(() => read(anyway)));
  const wait = (ms: number) => {
    cancel();
    cancel = timer.after(ms, () => {
      noticed = false;
      look(false);
      wait(pollMs);
    });
  };
  const notice = () => {
    if (!noticed) wait(settleMs);
    noticed = true;
  };
  wait(pollMs);
  const ended = follow(dirname(file), notice, signal).then(() => {
    cancel();
    return turn;
  });
  return { reload: () => look(true), ended };
}

/** Calls `notice` at every notice of the folder until the signal; without notices it only waits for the signal. */
async function follow(folder: string, notice: () => void, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => aborted.resolve(), { once: true });
  if (signal.aborted) return;
  try {
    const watcher = Deno.watchFs(folder, { recursive: false });
    void aborted.promise.then(() => watcher.close());
    for await (const { kind } of watcher) {
      if (kind !== "access") notice();
    }
  } catch {
    // No such folder yet, or no watches left: polling finds it.
  }
  await aborted.promise;
}
