import type { DigestAlgorithm } from "./digest.ts";
import type { Draft, Driver } from "./driver.ts";
import { type Budget, budget } from "./limits.ts";
import type { Limits } from "./tables/limits.ts";
import { type Breathe, slices } from "../bus/mod.ts";

interface MakingOptions {
  readonly driver: Driver;
  /** Of the object. */
  readonly folder: string;
  readonly limits: Limits;
  readonly algorithm: DigestAlgorithm;
  readonly signal?: AbortSignal | undefined;
}

/** One artifact, or pack, on its way into the store: what it may hold, and what is open. Disposing of it forgets what was not committed. */
export class Making implements AsyncDisposable {
  readonly limits: Limits;
  readonly algorithm: DigestAlgorithm;
  readonly breathe: Breathe;
  /** Counts its entries. */
  readonly spend: Budget;
  /** A new draft in the object's folder. */
  readonly draft: () => Promise<Draft>;
  readonly #open = new AsyncDisposableStack();

  constructor({ driver, folder, limits, algorithm, signal }: MakingOptions) {
    this.limits = limits;
    this.algorithm = algorithm;
    this.breathe = slices(signal);
    this.spend = budget(limits);
    this.draft = async () => this.#open.adopt(await driver.create(folder), (one) => one.abort());
  }

  /** Keeps open what the entries are read from. */
  use(opened: Disposable): void {
    this.#open.use(opened);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#open.disposeAsync();
  }
}
