import { type Failure, terminal, transient } from "../contract/errors.ts";
import { isInstance, located } from "../contract/pointer.ts";
import type { Needs } from "schemas/plugin_manifest.ts";
import type { Lent, SecretData } from "./call.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The Secrets of one call, each read at its first use and once. */
export type Vault = ReturnType<typeof openVault>;

interface VaultOptions {
  /** The profile's `secrets`. */
  readonly pointers: readonly string[];
  readonly reveal: NonNullable<Needs["reveal"]>;
  readonly lent: Lent;
  /** Tells the redaction of something made from a secret. */
  readonly learn: (value: Uint8Array) => void;
}

/** Opens the Secrets that the manifest names; any other pointer throws `SecretNotGranted` (terminal). */
export function openVault(options: VaultOptions) {
  const { reveal, learn } = options;
  const secretAt = secretReader(options);

  /** Like `value`, but `undefined` where the Secret lacks the key. */
  async function optional(pointer: string, key: string): Promise<Bytes | undefined> {
    const values = await secretAt(pointer);
    if (!values) throw notFound(pointer);
    return Object.hasOwn(values, key) ? values[key] : undefined;
  }

  /** For the kernel's own use. Throws `SecretNotFound` or `SecretKeyMissing`, transient. */
  async function value(pointer: string, key: string): Promise<Bytes> {
    const found = await optional(pointer, key);
    if (found) return found;
    throw transient(
      "SecretKeyMissing",
      `Cannot use the secret at "${pointer}": it has no key "${key}"`,
    );
  }

  return {
    learn,
    optional,
    value,
    /** Names of the keys, sorted; none where the object names no Secret there, or it does not exist. */
    keys: async (pointer: string) => Object.keys(await secretAt(pointer) ?? {}).sort(),
    /** For the plugin's eyes. Throws `KeyNotRevealed` (terminal) unless the key was granted by name. */
    async reveal(pointer: string, key: string): Promise<Bytes> {
      const granted = reveal.some(({ at, keys }) =>
        isInstance(at, pointer) && (keys.includes(key) || keys.includes("*"))
      );
      if (granted) return await value(pointer, key);
      throw terminal(
        "KeyNotRevealed",
        `Cannot read key "${key}" of the secret at "${pointer}": it may be used, not read`,
      );
    },
  };
}

/** Reads the Secret that a pointer leads to, each once; `undefined` where it names none, or one that does not exist. */
function secretReader({ pointers, reveal, lent, learn }: VaultOptions) {
  const read = new Map<string, Promise<SecretData | undefined>>();
  const readOnce = async (namespace: string, name: string) => {
    const values = await lent.readSecret?.(namespace, name);
    for (const value of Object.values(values ?? {})) if (value.length > 0) learn(value);
    return values;
  };
  return async (pointer: string): Promise<SecretData | undefined> => {
    const pattern = [...pointers, ...reveal.map(({ at }) => at)]
      .find((one) => isInstance(one, pointer));
    if (pattern === undefined) {
      throw terminal(
        "SecretNotGranted",
        `Cannot use the secret at "${pointer}": the manifest does not name it`,
      );
    }
    const found = located(lent.object, pattern, lent.inputs).find((one) => one.pointer === pointer);
    const name = secretName(found?.value);
    const namespace = found?.holder.metadata.namespace;
    if (name === undefined || namespace === undefined) return undefined;
    const key = `${namespace}/${name}`;
    const held = read.get(key) ?? readOnce(namespace, name);
    read.set(key, held);
    return await held;
  };
}

/** The name in a reference (`{name}`, of kind Secret where it says a kind) or in a text. */
function secretName(value: unknown): string | undefined {
  if (typeof value === "string") return value || undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const { name, kind = "Secret" } = value as { readonly name?: unknown; readonly kind?: unknown };
  return typeof name === "string" && name !== "" && kind === "Secret" ? name : undefined;
}

function notFound(pointer: string): Failure {
  return transient("SecretNotFound", `Cannot use the secret at "${pointer}": it does not exist`);
}
