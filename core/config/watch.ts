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
  /** How long the folder must be quiet before the file is read. */
  readonly quietMs?: number;
  /** How often the file is looked at where no notice comes: network file systems, exhausted watches. */
  readonly pollMs?: number;
}

export interface ConfigWatch {
  /** Reads the file now and tells it as changed, even if it is the same: for SIGHUP. */
  reload(): void;
  /** Settles when watching has ended. */
  readonly ended: Promise<void>;
}

/**
 * Watches a config file by its folder, so that a file that is replaced, or a ConfigMap whose `..data` link is swapped, is
 * noticed, and by polling, in case notices do not come. It compares texts: what an editor only touches is no change.
 */
export async function watchConfig(file: string, options: WatchOptions): Promise<ConfigWatch> {
  const { timer, signal, onChange, onError, quietMs = 200, pollMs = 10_000 } = options;
  let seen = await Deno.readTextFile(file).catch(() => undefined);
  let failing = false;
  let quiet: (() => void) | undefined;
  let turn = Promise.resolve();

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
  const soon = () => {
    quiet?.();
    quiet = timer.after(quietMs, () => void (turn = turn.then(() => read(false))));
  };
  const poll = () => {
    turn = turn.then(() => read(false));
    stopPoll = timer.after(pollMs, poll);
  };
  let stopPoll = timer.after(pollMs, poll);
  const notices = follow(dirname(file), soon, signal);
  const ended = notices.then(() => {
    quiet?.();
    stopPoll();
    return turn;
  });
  return { reload: () => void (turn = turn.then(() => read(true))), ended };
}

/** Calls `soon` at every notice of the folder until the signal; without notices it only waits for the signal. */
async function follow(folder: string, soon: () => void, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((done) => {
    if (signal.aborted) return done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
  let watcher: Deno.FsWatcher;
  try {
    watcher = Deno.watchFs(folder, { recursive: false });
  } catch {
    return await aborted; // no such folder yet, or no watches left: polling finds it
  }
  void aborted.then(() => watcher.close());
  for await (const { kind } of watcher) {
    if (kind !== "access") soon();
  }
  await aborted;
}
