/** The CRDs of Flux's API as objects that can be applied. */
const folder = new URL("generated/", import.meta.url);

/** All of them, sorted by name. */
export async function readCrds(): Promise<readonly CustomResourceDefinition[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return await Promise.all(
    names.sort().map(async (name) => JSON.parse(await Deno.readTextFile(new URL(name, folder)))),
  );
}

export type CustomResourceDefinition = {
  readonly apiVersion: "apiextensions.k8s.io/v1";
  readonly kind: "CustomResourceDefinition";
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
};
