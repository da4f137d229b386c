import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { publicKeyOf, sameBytes, signWith } from "./signing.ts";

const data = new TextEncoder().encode("signed");
const bytes = (text: string | Uint8Array) =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed = generateKeyPairSync("ed25519");
const pem = (key: KeyObject, type: "pkcs8" | "sec1" | "pkcs1") =>
  bytes(key.export({ format: "pem", type }) as string);

for (
  const [name, key, check, hash] of [
    ["PKCS #8, ECDSA", pem(ec.privateKey, "pkcs8"), ec.publicKey, "sha256"],
    ["SEC 1, ECDSA", pem(ec.privateKey, "sec1"), ec.publicKey, "sha256"],
    ["PKCS #8, RSA", pem(rsa.privateKey, "pkcs8"), rsa.publicKey, "sha256"],
    ["PKCS #1, RSA", pem(rsa.privateKey, "pkcs1"), rsa.publicKey, "sha256"],
    ["PKCS #8, ed25519", pem(ed.privateKey, "pkcs8"), ed.publicKey, null],
  ] as const
) {
  Deno.test(`signWith() takes a key in ${name}`, async () => {
    assert(verify(hash, data, check, await signWith({ key }, data)));
  });
}

Deno.test("signWith() writes an ECDSA signature side by side for JOSE, and as DER for SSH", async () => {
  const key = pem(ec.privateKey, "pkcs8");
  const jose = await signWith({ key }, data, "ES256");
  const der = await signWith({ key }, data, "ecdsa-sha2-nistp256");
  assertEquals(jose.length, 64);
  assert(verify("sha256", data, { key: ec.publicKey, dsaEncoding: "ieee-p1363" }, jose));
  assert(verify("sha256", data, { key: ec.publicKey, dsaEncoding: "der" }, der));
});

Deno.test("signWith() refuses an algorithm that is not the key's, and what is no key, without quoting it", async () => {
  const refuse = async (key: Uint8Array, algorithm?: string) =>
    (await assertRejects(() => signWith({ key }, data, algorithm), Error)).message;
  assert((await refuse(pem(ec.privateKey, "pkcs8"), "RS256")).includes("does not fit"));
  await refuse(pem(rsa.privateKey, "pkcs8"), "ssh-ed25519");
  const begin = "-----BEGIN OPENSSH PRIVATE KEY-----", end = "-----END OPENSSH PRIVATE KEY-----";
  for (
    const text of [
      "canary",
      "",
      `${begin}\ncanary\n${end}`,
      `${begin}\n${btoa("openssh-key-v1\0canary")}\n${end}`,
    ]
  ) {
    assert(!(await refuse(bytes(text))).includes("canary"));
  }
});

Deno.test("signWith() opens encrypted PEM with its passphrase, and says what is wrong with another", async () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "pw" },
  });
  const key = bytes(privateKey);
  await signWith({ key, passphrase: bytes("pw") }, data);
  const refuse = async (passphrase?: Uint8Array) =>
    (await assertRejects(() => signWith({ key, passphrase }, data), Error)).message;
  assertMatch(await refuse(), /this private key is passphrase protected$/);
  assertMatch(await refuse(bytes("wrong")), /x509: decryption password incorrect$/);
});

/** As `openssl pkcs8 -topk8 -iter 600001` makes one, and with `-scrypt`; what is encrypted in it is of no account. */
const costly = {
  "of too many iterations":
    "300d06092a864886f70d01050d300006092a864886f70d01050c301a0408000000000000000002030927c1300906",
  "of another derivation": "30400609 2b06010401da47040b30100408000000000000000002020400".replace(
    " ",
    "",
  ),
};

for (const [what, hex] of Object.entries(costly)) {
  Deno.test(`signWith() does not begin to open a key ${what}`, async () => {
    const text = Uint8Array.fromHex(hex).toBase64();
    const key = bytes(
      `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${text}\n-----END ENCRYPTED PRIVATE KEY-----`,
    );
    const opening = () => signWith({ key, passphrase: bytes("pw") }, data);
    await assertRejects(opening, Error, "its key derivation takes too long");
  });
}

Deno.test("sameBytes() compares whatever the lengths", () => {
  assertEquals(sameBytes(bytes("a"), bytes("a")), true);
  for (const other of ["", "b", "aa"]) assertEquals(sameBytes(bytes("a"), bytes(other)), false);
});

/** Of a `.pub` file; ssh-keygen itself exports all but ed25519. */
async function publicKey(path: string, type: string): Promise<KeyObject> {
  if (type !== "ed25519") {
    const args = ["-e", "-m", "PKCS8", "-f", path];
    const { stdout } = await new Deno.Command("ssh-keygen", { args }).output();
    return createPublicKey(new TextDecoder().decode(stdout));
  }
  const blob = Uint8Array.fromBase64((await Deno.readTextFile(path)).split(" ")[1]!);
  const x = blob.slice(-32).toBase64({ alphabet: "base64url", omitPadding: true });
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

const sshKeygen = await new Deno.Command("ssh-keygen", { args: ["-?"], stderr: "null" }).output()
  .then(() => true, () => false);

for (
  const [type, bits, hash] of [
    ["ed25519", "256", null],
    ["rsa", "2048", "sha256"],
    ["ecdsa", "256", "sha256"],
    ["ecdsa", "384", "sha384"],
    ["ecdsa", "521", "sha512"],
  ] as const
) {
  Deno.test({
    name: `signWith() takes OpenSSH's own form of ${type} ${bits}`,
    ignore: !sshKeygen,
    async fn() {
      const folder = await Deno.makeTempDir();
      const make = async (name: string, phrase: string) => {
        const args = ["-q", "-t", type, "-b", bits, "-N", phrase, "-f", `${folder}/${name}`];
        await new Deno.Command("ssh-keygen", { args }).output();
        return await Deno.readFile(`${folder}/${name}`);
      };
      const key = await make("plain", ""), locked = await make("locked", "phrase");
      const check = await publicKey(`${folder}/plain.pub`, type);
      const lockedHalf = await publicKey(`${folder}/locked.pub`, type);
      await Deno.remove(folder, { recursive: true });
      const algorithm = type === "ecdsa" ? `ecdsa-sha2-nistp${bits}` : undefined;
      assert(verify(hash, data, check, await signWith({ key }, data, algorithm)));
      await assertRejects(() => signWith({ key: locked }, data), Error, "is passphrase protected");
      const wrong = { key: locked, passphrase: bytes("guess") };
      await assertRejects(() => signWith(wrong, data), Error, "decryption password incorrect");
      const opened = { key: locked, passphrase: bytes("phrase") };
      await signWith(opened, data, algorithm);
      const spki = lockedHalf.export({ type: "spki", format: "der" });
      assertEquals(publicKeyOf(opened).toHex(), spki.toString("hex"));
    },
  });
}
