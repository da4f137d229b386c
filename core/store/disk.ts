/** The few operations of a file system that the directory driver needs, so that tests can crash them. */

export interface DiskFile {
  write(bytes: Uint8Array): Promise<void>;
  read(position: number, into: Uint8Array<ArrayBuffer>): Promise<number>;
  stat(): Promise<DiskStat>;
  /** Waits until its bytes are on the medium. */
  sync(): Promise<void>;
  close(): void;
}

export interface DiskStat {
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly inode: number;
}

/** Failures are those of the system; a missing file is Deno.errors.NotFound. */
export interface Disk {
  /** A new file, 0600; fails where there is one. */
  create(path: string): Promise<DiskFile>;
  /** For reading; a link or anything but a file fails. */
  open(path: string): Promise<DiskFile>;
  /** 0700, with its parents; fine where it exists. */
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Waits until the folder's names are on the medium. */
  syncFolder(path: string): Promise<void>;
}

/** The real file system. */
export const realDisk: Disk = {
  create: (path) => open(path, { write: true, read: true, createNew: true, mode: 0o600 }),
  async open(path) {
    const before = await Deno.lstat(path);
    if (!before.isFile) throw new Deno.errors.NotFound(`"${path}" is no file`);
    const file = await open(path, { read: true });
    if ((await file.stat()).inode === before.ino) return file;
    file.close();
    throw new Deno.errors.NotFound(`"${path}" changed while it was opened`);
  },
  makeFolder: (path) => Deno.mkdir(path, { recursive: true, mode: 0o700 }),
  async list(path) {
    const found = await Array.fromAsync(Deno.readDir(path));
    return found.map(({ name, isDirectory }) => ({ name, isFolder: isDirectory }));
  },
  rename: Deno.rename,
  link: Deno.link,
  copy: (from, to) =>
    Deno.copyFile(from, to).catch(async (error) => {
      await Deno.remove(to).catch(() => {});
      throw error;
    }),
  remove: (path) => Deno.remove(path),
  async syncFolder(path) {
    using folder = await Deno.open(path);
    await folder.sync();
  },
};

async function open(path: string, options: Deno.OpenOptions): Promise<DiskFile> {
  const file = await Deno.open(path, options);
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
    },
    async read(position, into) {
      await file.seek(position, Deno.SeekMode.Start);
      return await file.read(into) ?? 0;
    },
    async stat() {
      const { size, mtime, ino } = await file.stat();
      return { size, modified: mtime?.getTime() ?? 0, inode: ino ?? 0 };
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
}
