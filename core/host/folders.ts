import { removeAll } from "./remove.ts";

type Names = { readonly name: string; readonly inputs: string; readonly scratch: string };

/** The folders of one process, `in` and `scratch`, in which each call has one of its own. */
export class ProcessFolders {
  readonly #root: string;
  readonly #onTaken: () => void;
  readonly #open = new Map<string, PromiseWithResolvers<void>>();

  /** `onTaken` is told whenever a call is given folders: it may write from then on. */
  constructor(root: string, onTaken: () => void = () => {}) {
    this.#root = root;
    this.#onTaken = onTaken;
  }

  /** How many calls have folders. */
  get taken(): number {
    return this.#open.size;
  }

  /** Names folders, and makes none. */
  take(): Names {
    const name = crypto.randomUUID(); // what can be guessed could be laid out beforehand
    this.#open.set(name, Promise.withResolvers());
    this.#onTaken();
    return { name, inputs: `${this.#root}/in/${name}`, scratch: `${this.#root}/scratch/${name}` };
  }

  /** Removes a folder that the plugin wrote to, from where it can no longer write. */
  async remove({ name, scratch }: Names): Promise<void> {
    const gone = `${this.#root}/gone-${name}`;
    if (done(() => Deno.renameSync(scratch, gone))) await removeAll(gone);
  }

  giveBack({ name }: Names): void {
    this.#open.get(name)?.resolve();
    this.#open.delete(name);
  }

  /** Resolves once no call has folders: answers refer to files in them. */
  async returned(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ promise }) => promise));
  }
}

/** The folders of one call, each made by the side that first uses it: a call that needs none touches no disk. */
export class CallFolders {
  readonly #all: ProcessFolders;
  readonly #made = new Set<string>();
  #own: Names | undefined;

  constructor(all: ProcessFolders) {
    this.#all = all;
  }

  /** Where they are, or will be. */
  get names(): Pick<Names, "inputs" | "scratch"> {
    return this.#own ??= this.#all.take();
  }

  get inputs(): string {
    return this.#make(this.names.inputs);
  }

  get scratch(): string {
    return this.#make(this.names.scratch);
  }

  /** The plugin may have made its scratch folder: it is removed with the call. */
  touched(): void {
    this.#made.add(this.names.scratch);
  }

  /** They are gone when it resolves. */
  async release(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    if (!own) return;
    if (this.#made.has(own.inputs)) done(() => Deno.removeSync(own.inputs, { recursive: true }));
    if (this.#made.has(own.scratch)) await this.#all.remove(own);
    this.#made.clear();
    this.#all.giveBack(own);
  }

  #make(folder: string): string {
    if (!this.#made.has(folder)) Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#made.add(folder);
    return folder;
  }
}

/** Whether it could be done: at once, as to hand so little to a thread costs ten times as much. */
function done(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
