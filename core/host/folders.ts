/** A pair of folders below a process's own, `in/N` and `scratch/N`. */
interface Slot {
  readonly number: number;
  readonly inputs: string;
  readonly scratch: string;
}

/** The folders of a process's calls, used by one call after the other and empty at the start of each. */
export class FolderSlots {
  readonly #root: string;
  readonly #free: number[] = [];
  readonly #waiting: (() => void)[] = [];
  #made = 0;
  #taken = 0;

  constructor(root: string) {
    this.#root = root;
  }

  take(): Slot {
    const number = this.#free.pop() ?? this.#made++;
    const inputs = `${this.#root}/in/${number}`, scratch = `${this.#root}/scratch/${number}`;
    for (const folder of [inputs, scratch]) {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    this.#taken++;
    return { number, inputs, scratch };
  }

  async giveBack({ number, inputs, scratch }: Slot): Promise<void> {
    await Promise.all([empty(inputs), empty(scratch)]);
    this.#free.push(number);
    this.#taken--;
    if (this.#taken === 0) this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  /** How many calls have folders. */
  get taken(): number {
    return this.#taken;
  }

  /** Resolves once no call has folders: answers refer to files in them. */
  async returned(): Promise<void> {
    if (this.#taken > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** The folders of one call, made at first use: a call that needs none touches no disk. */
export class CallFolders {
  readonly #slots: FolderSlots;
  #slot: Slot | undefined;

  constructor(slots: FolderSlots) {
    this.#slots = slots;
  }

  inputs(): string {
    return (this.#slot ??= this.#slots.take()).inputs;
  }

  scratch(): string {
    return (this.#slot ??= this.#slots.take()).scratch;
  }

  /** Empties both, for the next call. */
  async release(): Promise<void> {
    const slot = this.#slot;
    this.#slot = undefined;
    if (slot) await this.#slots.giveBack(slot);
  }
}

/**
 * As a whole, and by the system alone: a plugin may have filled it with so much that the kernel would stand still meanwhile, or put
 * something else in its place.
 */
async function empty(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // made anew, or refused, at the next call
}
