import { allAt } from "../../contract/mod.ts";
import type { lentTo } from "../call.ts";

type Lent = ReturnType<typeof lentTo>;

/** The Secrets that an object names where its profile points, each read once. */
export function readSecrets(
  { object, tenant, readSecret }: Lent,
  pointers: readonly string[] = [],
) {
  const names = pointers.flatMap((pointer) => allAt(object, `${pointer}/name`))
    .flatMap(({ value }) => typeof value === "string" ? [value] : []);
  const held = new Map<string, ReturnType<Lent["readSecret"]>>();
  const read: Lent["readSecret"] = (namespace, name) => {
    const reading = held.get(name) ?? readSecret(namespace, name);
    held.set(name, reading);
    return reading;
  };
  return {
    read,
    /** What is wrong where one of them does not exist. */
    async missing(): Promise<string | undefined> {
      for (const name of names) {
        if (await read(tenant, name)) continue;
        return `failed to get secret '${tenant}/${name}': secrets "${name}" not found`;
      }
    },
    /** The text without the tokens that they hold. */
    async masked(text: string): Promise<string> {
      for (const name of names) {
        const token = new TextDecoder().decode((await read(tenant, name))?.["token"]);
        if (token !== "") text = text.replaceAll(token, "*****");
      }
      return text;
    },
  };
}
