import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { assertEquals, assertThrows } from "@std/assert";
import { sshPublicKey } from "./ssh_public_key.ts";

const sshKeygen = await new Deno.Command("ssh-keygen", { args: ["-?"], stderr: "null" }).output()
  .then(() => true, () => false);

for (
  const [type, bits] of [["rsa", "2048"], ["ecdsa", "256"], ["ecdsa", "384"], ["ecdsa", "521"]]
) {
  Deno.test({
    name: `sshPublicKey() writes ${type} ${bits} as ssh-keygen does`,
    ignore: !sshKeygen,
    async fn() {
      const folder = await Deno.makeTempDir(), path = `${folder}/key`;
      const run = async (...args: string[]) =>
        new TextDecoder().decode((await new Deno.Command("ssh-keygen", { args }).output()).stdout);
      await run("-q", "-t", type!, "-b", bits!, "-N", "", "-f", path);
      const key = createPublicKey(await run("-e", "-m", "PKCS8", "-f", `${path}.pub`));
      const shown = (await Deno.readTextFile(`${path}.pub`)).split(" ")[1];
      await Deno.remove(folder, { recursive: true });
      assertEquals(sshPublicKey(key.export({ type: "spki", format: "der" })).toBase64(), shown);
    },
  });
}

Deno.test("sshPublicKey() writes ed25519 as its name and its 32 bytes", () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const blob = sshPublicKey(publicKey.export({ type: "spki", format: "der" }));
  assertEquals(new TextDecoder().decode(blob.slice(4, 15)), "ssh-ed25519");
  assertEquals(
    blob.slice(19).toHex(),
    publicKey.export({ type: "spki", format: "der" }).toString("hex").slice(-64),
  );
});

for (
  const [name, { publicKey }] of [
    ["of another curve", generateKeyPairSync("ec", { namedCurve: "secp256k1" })],
    ["of another type", generateKeyPairSync("x25519")],
  ] as const
) {
  Deno.test(`sshPublicKey() refuses a key ${name}`, () => {
    const spki = publicKey.export({ type: "spki", format: "der" });
    assertThrows(() => sshPublicKey(spki), Error, "ssh: unsupported key type");
  });
}
