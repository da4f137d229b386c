import { decodeNode, encodeYaml, parseNode, type Value, YamlError } from "contract/yaml";
import { createHash } from "node:crypto";
import {
  createCleartextMessage,
  type PrivateKey,
  type PublicKey,
  readCleartextMessage,
  readKeys,
  sign,
  verify,
} from "openpgp";
import { ChartError, type Metadata } from "../helm/mod.ts";
import type { Package } from "./package.ts";
import { metadataYaml } from "./metadata_yaml.ts";

/** What a provenance file says that was verified. */
export interface Verified {
  /** `sha256:` and the digest of the package, in hex. */
  readonly digest: string;
  /** Who signed: the key's fingerprint, and its identities. */
  readonly fingerprint: string;
  readonly identities: readonly string[];
}

const digestOf = (data: Uint8Array): string =>
  `sha256:${createHash("sha256").update(data).digest("hex")}`;

/** What is signed of a package: its Chart.yaml, and the digest of its bytes. */
function message(metadata: Metadata, { name, data }: Package): string {
  const files = new Map<Value, Value>([["files", new Map([[name, digestOf(data)]])]]);
  return `${metadataYaml(metadata)}\n...\n${encodeYaml(files)}`;
}

/** The .prov file of a package. */
export async function signPackage(
  metadata: Metadata,
  packed: Package,
  key: PrivateKey,
): Promise<string> {
  const cleartext = await createCleartextMessage({ text: message(metadata, packed) });
  return await sign({ message: cleartext, signingKeys: key });
}

/** The keys of a keyring: as bytes, or in armour. */
async function keysOf(keyring: Uint8Array): Promise<PublicKey[]> {
  const text = new TextDecoder().decode(keyring.subarray(0, 64));
  return text.includes("-----BEGIN PGP")
    ? await readKeys({ armoredKeys: new TextDecoder().decode(keyring) })
    : await readKeys({ binaryKeys: keyring });
}

function filesOf(text: string): ReadonlyMap<Value, Value> {
  const [, sums] = text.split("\n...\n");
  if (sums === undefined) throw new ChartError("message block must have at least two parts");
  try {
    const node = parseNode(sums, { dialect: "v2" });
    const root = node && decodeNode(node, { dialect: "v2" });
    const files = root instanceof Map ? root.get("files") : undefined;
    return files instanceof Map ? files : new Map();
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ChartError(`cannot read the sums of the provenance: ${error.message}`);
  }
}

async function signerOf(text: string, keys: readonly PublicKey[]) {
  const cleartext = await readCleartextMessage({ cleartextMessage: text }).catch(() => {
    throw new ChartError("signature block not found");
  });
  const { signatures } = await verify({ message: cleartext, verificationKeys: [...keys] });
  for (const { keyID, verified } of signatures) {
    const key = keys.find((one) => one.getKeys(keyID).length > 0);
    if (!key) continue;
    await verified.catch((error: Error) => {
      throw new ChartError(`openpgp: invalid signature: ${error.message}`);
    });
    return { key, text: cleartext.getText() };
  }
  throw new ChartError("openpgp: signature made by unknown entity");
}

/**
 * Verifies a package by its provenance file: that a key of the keyring signed it, and that the bytes are those that were signed.
 * Throws ChartError.
 */
export async function verifyPackage(
  { name, data }: Package,
  provenance: string,
  keyring: Uint8Array,
): Promise<Verified> {
  const { key, text } = await signerOf(provenance, await keysOf(keyring));
  const digest = digestOf(data);
  const said = filesOf(text).get(name);
  if (typeof said !== "string") {
    throw new ChartError(`provenance does not contain a SHA for a file named "${name}"`);
  }
  if (said !== digest) {
    throw new ChartError(`sha256 sum does not match for ${name}: "${said}" != "${digest}"`);
  }
  return { digest, fingerprint: key.getFingerprint().toUpperCase(), identities: key.getUserIDs() };
}
