import type { Given } from "./plugins.ts";

/** Puts packs and files where the plugin may read them. */
export async function layInputs(
  given: Given,
  inputs: () => string,
): Promise<Record<string, string>> {
  const packs: Record<string, string> = {};
  for (const [i, [as, path]] of Object.entries(given.packs ?? {}).entries()) {
    packs[as] = `pack-${i}`;
    await linkOrCopy(path, `${inputs()}/${packs[as]}`);
  }
  for (const [name, file] of Object.entries(given.files ?? {})) {
    const to = `${inputs()}/${name}`;
    if (file instanceof Uint8Array) await Deno.writeFile(to, file, { mode: 0o400 });
    else await linkOrCopy(file.path, to);
  }
  return packs;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await Deno.link(from, to).catch(() => Deno.copyFile(from, to));
}
