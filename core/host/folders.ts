/** The folders of calls below a process's own: `in/N` and `scratch/N`, made once and used again, always empty at the start. */
export interface CallFolders {
  readonly inputs: string;
  readonly scratch: string;
  /** Empties both; the next call may have them. */
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
        for (const folder of [inputs, scratch]) await empty(folder);
        free.push(slot);
      };
      return { inputs, scratch, release };
    },
  };
}

/** Not at once: a plugin may have filled it with so much that the kernel would stand still meanwhile. */
async function empty(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
  } catch {
    // The plugin may have put something else in its place; a folder that cannot be emptied goes as a whole.
    await Deno.remove(folder, { recursive: true }).catch(() => {}); // made anew, or refused, at the next call
  }
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
