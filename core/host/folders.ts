/** The folders of calls below a process's own: `in/N` and `scratch/N`, always empty at the start. */
export interface CallFolders {
  readonly inputs: string;
  readonly scratch: string;
  /** Removes both; the next call may have their names. */
  release(): Promise<void>;
}

/** Hands out folders; `held` says how many are in use. */
export interface FolderPool {
  take(): CallFolders;
  readonly held: number;
}

export function callFolders(root: string): FolderPool {
  const free: number[] = [];
  let made = 0, held = 0;
  return {
    get held() {
      return held;
    },
    take() {
      const slot = free.pop() ?? made++;
      held++;
      const inputs = `${root}/in/${slot}`, scratch = `${root}/scratch/${slot}`;
      for (const folder of [inputs, scratch]) {
        Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
      }
      const release = async () => {
        held--;
        for (const folder of [inputs, scratch]) await remove(folder);
        free.push(slot);
      };
      return { inputs, scratch, release };
    },
  };
}

/**
 * Not at once, and by the system alone: a plugin may have filled it with so much that the kernel would stand still meanwhile,
 * or put something else in its place.
 */
async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {}); // made anew, or refused, at the next call
}

/** Folders that are made at first use: a call that needs none touches no disk. */
export class LazyFolders {
  readonly #pool: FolderPool;
  #made: CallFolders | undefined;

  constructor(pool: FolderPool) {
    this.#pool = pool;
  }

  inputs(): string {
    return (this.#made ??= this.#pool.take()).inputs;
  }

  scratch(): string {
    return (this.#made ??= this.#pool.take()).scratch;
  }

  async release(): Promise<void> {
    const made = this.#made;
    this.#made = undefined;
    await made?.release();
  }
}
