import { Buffer } from "node:buffer";
import type { Secret } from "contract";
import type { Ssh2 } from "./ssh2.ts";
import { readBlob } from "./ssh_blob.ts";

/** An agent with one key, which stays where it is: the kernel signs. */
export function keyAgent(
  ssh2: Ssh2,
  secret: Secret,
  key: Uint8Array<ArrayBuffer>,
): InstanceType<Ssh2["BaseAgent"]> {
  const type = readBlob(key).text();
  const shown = ssh2.utils.parseKey(`${type} ${key.toBase64()}`);
  class KeyAgent extends ssh2.BaseAgent {
    override getIdentities(answer: (error: Error | undefined, keys?: never[]) => void): void {
      answer(undefined, [shown] as never[]);
    }

    override sign(
      _key: unknown,
      data: Buffer,
      options: { hash?: "sha1" | "sha256" | "sha512" } | Signed,
      answer?: Signed,
    ): void {
      const signed = typeof options === "function" ? options : answer!;
      const hash = typeof options === "function" ? undefined : options.hash;
      const algorithm = type !== "ssh-rsa"
        ? type
        : hash === "sha512"
        ? "rsa-sha2-512"
        : "rsa-sha2-256";
      secret.sign("identity", new Uint8Array(data), algorithm, "password")
        .then((bytes) => signed(undefined, Buffer.from(bytes)), signed);
    }
  }
  return new KeyAgent() as never;
}

type Signed = (error?: Error | null, signature?: Buffer) => void;
