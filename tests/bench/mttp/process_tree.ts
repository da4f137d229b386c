/** What a process and all below it take, as /proc counts it. */

/** Clock ticks a second. */
const TICKS = 100;

async function treeOf(pid: number): Promise<readonly number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`).catch(() => "");
  const children = text.trim().split(" ").filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(children.map(treeOf))).flat()];
}

/** Proportional share of memory, in MiB. */
export async function memoryOf(pid: number): Promise<number> {
  const shares = (await treeOf(pid)).map(async (one) => {
    const text = await Deno.readTextFile(`/proc/${one}/smaps_rollup`).catch(() => "");
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  });
  return (await Promise.all(shares)).reduce((sum, one) => sum + one, 0);
}

/** CPU seconds so far, those of ended children included. */
export async function cpuOf(pid: number): Promise<number> {
  const used = (await treeOf(pid)).map(async (one) => {
    const text = await Deno.readTextFile(`/proc/${one}/stat`).catch(() => "");
    const fields = text.split(") ")[1]?.split(" ") ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
  });
  return (await Promise.all(used)).reduce((sum, one) => sum + one, 0);
}
