import { lookup } from "node:dns/promises";
import { transient } from "../contract/errors.ts";

/** Finds the addresses of a name. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Asks the system (its hosts file included); a literal address is its own answer. Throws `NameNotResolved`, transient. */
export async function resolveBySystem(
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await until(signal, lookup(host, { all: true, verbatim: true })).catch((error) => {
    signal.throwIfAborted();
    const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
    const why = code === "ENOTFOUND" ? "no such host" : code;
    throw transient(
      "NameNotResolved",
      `Cannot resolve "${host}": dial tcp: lookup ${host}: ${why}`,
    );
  });
  return found.map(({ address }) => address);
}

/** Waits for `work`, but no longer than `signal` allows; what cannot be stopped is left to itself. */
export function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(signal.reason);
  }
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abort));
}
