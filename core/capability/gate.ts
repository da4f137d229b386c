import { Failure, terminal, transient } from "../contract/errors.ts";

type Work<T> = (signal: AbortSignal) => Promise<T>;

/** What all work of one call goes through: it ends with the call, and what is refused is counted. */
export function createGate(refused: (reason: string) => void) {
  const ended = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function run<T>(signal: AbortSignal, work: Work<T>): Promise<T> {
    try {
      if (ended.signal.aborted) {
        throw terminal("CallEnded", "Cannot use the handle: its call has ended");
      }
      return await work(AbortSignal.any([signal, ended.signal]));
    } catch (error) {
      const failure = told(error, signal.aborted || ended.signal.aborted);
      if (failure.code === "terminal") refused(failure.reason);
      throw failure;
    }
  }

  return {
    /** Any error that is no `Failure` leaves as one that tells its kind alone. */
    async through<T>(signal: AbortSignal, work: Work<T>): Promise<T> {
      const promise = run(signal, work);
      running.add(promise);
      return await promise.finally(() => running.delete(promise));
    },
    /** Cancels what runs and waits for it; from now on everything is `CallEnded` (terminal). */
    async close(): Promise<void> {
      ended.abort(cancelled());
      await Promise.allSettled(running);
    },
  };
}

/** Errors of the system may quote what they were given; only their kind is told. */
function told(error: unknown, aborted: boolean): Failure {
  if (error instanceof Failure) return error;
  if (aborted) return cancelled();
  const name = error instanceof Error ? error.name : typeof error;
  return transient("CapabilityFailed", `Cannot finish: ${name} in the kernel`);
}

function cancelled(): Failure {
  return transient("Cancelled", "Cannot go on: the answer is no longer wanted");
}
