/**
 * The system removes a tree by recursion, and one of some thousand levels overflows its stack, which ends the kernel: what lies
 * deeper than this is moved up first. So many names of 255 bytes are still a path.
 */
const MOST_LEVELS = 10;

/** Removes a tree that a plugin may have made, however deep, if it can; nobody may write to it meanwhile. */
export async function removeAll(folder: string): Promise<void> {
  await moveUp(folder).catch(() => {});
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}

async function moveUp(folder: string): Promise<void> {
  const pending = [{ path: folder, level: 0 }];
  for (let one = pending.pop(), moved = 0; one; one = pending.pop()) {
    const { path, level } = one;
    for (const name of await foldersIn(path)) {
      if (level < MOST_LEVELS) pending.push({ path: `${path}/${name}`, level: level + 1 });
      else {
        const to = `${folder}/.${crypto.randomUUID()}-${moved++}`;
        await Deno.rename(`${path}/${name}`, to);
        pending.push({ path: to, level: 1 });
      }
    }
  }
}

/** What its maker closed to others is opened. */
async function foldersIn(path: string): Promise<string[]> {
  const list = async () => (await Array.fromAsync(Deno.readDir(path))).filter((e) => e.isDirectory);
  const found = await list().catch(async () => {
    await Deno.chmod(path, 0o700);
    return await list();
  });
  return found.map(({ name }) => name);
}
