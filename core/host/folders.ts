/** The folders of calls below a process's own: `in/N` and `scratch/N`, made once and used again, always empty at the start. */
export interface CallFolders {
  readonly inputs: string;
  readonly scratch: string;
  /** Empties both; the next call may have them. */
  release(): void;
}

export function callFolders(root: string): () => CallFolders {
  const free: number[] = [];
  let made = 0;
  return () => {
    const slot = free.pop() ?? made++;
    const inputs = `${root}/in/${slot}`, scratch = `${root}/scratch/${slot}`;
    for (const folder of [inputs, scratch]) {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    const release = () => {
      for (const folder of [inputs, scratch]) empty(folder);
      free.push(slot);
    };
    return { inputs, scratch, release };
  };
}

function empty(folder: string): void {
  try {
    for (const { name } of Deno.readDirSync(folder)) {
      Deno.removeSync(`${folder}/${name}`, { recursive: true });
    }
  } catch {
    // The plugin may have put something else in its place; a folder that cannot be emptied goes as a whole.
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch { /* made anew, or refused, at the next call */ }
  }
}

/** Folders that are made at first use: a call that needs none touches no disk. */
export class LazyFolders {
  readonly #make: () => CallFolders;
  #made: CallFolders | undefined;

  constructor(make: () => CallFolders) {
    this.#make = make;
  }

  inputs(): string {
    return (this.#made ??= this.#make()).inputs;
  }

  scratch(): string {
    return (this.#made ??= this.#make()).scratch;
  }

  release(): void {
    this.#made?.release();
    this.#made = undefined;
  }
}
