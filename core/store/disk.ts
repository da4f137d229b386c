/** The few operations of a file system that the directory driver needs, named as Deno names them, so that tests can crash them. */
export interface Disk extends
  Pick<
    typeof Deno,
    "copyFile" | "link" | "lstat" | "mkdir" | "readDir" | "remove" | "rename"
  > {
  open(path: string, options?: Deno.OpenOptions): Promise<DiskFile>;
}

export type DiskFile = Pick<Deno.FsFile, "read" | "seek" | "write" | "stat" | "sync" | "close">;
