/** The folders of one process, `in` and `scratch`, in which each call has one of its own. */
export class ProcessFolders {
  readonly #root: string;
  readonly #open = new Map<string, PromiseWithResolvers<void>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** How many calls have folders. */
  get taken(): number {
    return this.#open.size;
  }

  take(): { readonly name: string; readonly inputs: string; readonly scratch: string } {
    const name = crypto.randomUUID(); // what can be guessed could be laid out beforehand
    const inputs = `${this.#root}/in/${name}`, scratch = `${this.#root}/scratch/${name}`;
    for (const folder of [inputs, scratch]) {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    this.#open.set(name, Promise.withResolvers());
    return { name, inputs, scratch };
  }

  async remove({ name, inputs, scratch }: ReturnType<ProcessFolders["take"]>): Promise<void> {
    await Promise.all([removeAll(inputs), removeAll(scratch)]);
    this.#open.get(name)?.resolve();
    this.#open.delete(name);
  }

  /** Resolves once no call has folders: answers refer to files in them. */
  async returned(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ promise }) => promise));
  }
}

/** The folders of one call, made at first use: a call that needs none touches no disk. */
export class CallFolders {
  readonly #all: ProcessFolders;
  #own: ReturnType<ProcessFolders["take"]> | undefined;

  constructor(all: ProcessFolders) {
    this.#all = all;
  }

  get inputs(): string {
    return (this.#own ??= this.#all.take()).inputs;
  }

  get scratch(): string {
    return (this.#own ??= this.#all.take()).scratch;
  }

  async release(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    if (own) await this.#all.remove(own);
  }
}

/**
 * As a whole, and by the system alone: a plugin may have filled it with so much that the kernel would stand still meanwhile, or put
 * something else in its place. What cannot be removed goes with the process.
 */
export async function removeAll(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}
