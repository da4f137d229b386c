import { sha256 } from "@noble/hashes/sha2.js";
import { genSaltSync, hashSync } from "bcrypt-ts/browser";
import type { Buffer } from "node:buffer";
import {
  byteLength,
  CallError,
  define,
  defineRunning,
  fromBytes,
  type GoFunction,
  toBytes,
  visit,
} from "../gotemplate/mod.ts";
import { builtin } from "../builtin/mod.ts";
import { randomBelow } from "./strings.ts";
import { decodeBase64 } from "./encoding.ts";
import { PASSWORD_CHARACTERS, PASSWORD_TEMPLATES } from "./tables/passwords.ts";

/** As many characters are hashed while one value is looked at. */
const HASHED_AT_ONCE = 64;

const hash = (algorithm: string) =>
  define(["string"], (text) => {
    visit(Math.floor(text.length / HASHED_AT_ONCE));
    return builtin.crypto.createHash(algorithm).update(toBytes(text)).digest("hex");
  });

/** Bytes that are summed in JavaScript: beyond, Node's own is worth the 20 ms of its loading. */
const SHORT = 32_768;

function sha256sum(text: string): string {
  visit(Math.floor(text.length / HASHED_AT_ONCE));
  const bytes = toBytes(text);
  if (bytes.length <= SHORT) return sha256(bytes).toHex();
  return builtin.crypto.createHash("sha256").update(bytes).digest("hex");
}

function adler32(text: string): string {
  let [a, b] = [1, 0];
  for (const byte of toBytes(text)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return String(b * 65_536 + a);
}

const COST = 10;
/** What a slow function counts for: the clock is looked at behind each. */
const SLOW = 10_000;
/** bcrypt takes no more bytes of a password. */
const LONGEST_PASSWORD = 72;

function hashPassword(password: string): string {
  if (byteLength(password) > LONGEST_PASSWORD) {
    return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
  }
  visit(SLOW);
  return hashSync(password, genSaltSync(COST)).replace(/^\$2b\$/, "$2a$");
}

function htpasswd(user: string, password: string): string {
  return user.includes(":") ? `invalid username: ${user}` : `${user}:${hashPassword(password)}`;
}

const SEED = "com.lyndir.masterpassword";

function withLength(text: string): Buffer {
  const bytes = toBytes(text);
  const length = builtin.Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return builtin.Buffer.concat([length, bytes]);
}

/** The password of a site by the Master Password algorithm. */
function derivePassword(
  counter: number,
  type: string,
  password: string,
  user: string,
  site: string,
): string {
  const templates = PASSWORD_TEMPLATES.get(type);
  visit(SLOW);
  if (!templates) return `cannot find password template ${type}`;
  const salt = builtin.Buffer.concat([builtin.Buffer.from(SEED), withLength(user)]);
  const cost = { N: 32_768, r: 8, p: 2, maxmem: 256 * 1024 * 1024 };
  const key = builtin.crypto.scryptSync(toBytes(password), salt, 64, cost);
  const count = builtin.Buffer.alloc(4);
  count.writeUInt32BE(counter >>> 0);
  const seed = builtin.crypto.createHmac("sha256", key)
    .update(builtin.Buffer.concat([builtin.Buffer.from(SEED), withLength(site), count])).digest();
  const template = templates[seed[0]! % templates.length]!;
  return [...template].map((kind, i) => {
    const characters = PASSWORD_CHARACTERS.get(kind)!;
    return characters[seed[i + 1]! % characters.length];
  }).join("");
}

function aesKey(password: string): Buffer {
  const key = builtin.Buffer.alloc(32);
  key.set(toBytes(password).subarray(0, 32));
  return key;
}

function encryptAes(password: string, text: string): string {
  if (text === "") return "";
  const iv = builtin.crypto.randomBytes(16);
  const cipher = builtin.crypto.createCipheriv("aes-256-cbc", aesKey(password), iv);
  return builtin.Buffer.concat([iv, cipher.update(toBytes(text)), cipher.final()]).toString(
    "base64",
  );
}

function decryptAes(password: string, text: string): string {
  if (text === "") return "";
  const bytes = decodeBase64(text);
  if (bytes.length < 16) {
    throw new CallError(
      `runtime error: slice bounds out of range [:16] with capacity ${bytes.length}`,
    );
  }
  if (bytes.length % 16 !== 0) throw new CallError("crypto/cipher: input not full blocks");
  if (bytes.length === 16) throw new CallError("runtime error: index out of range [-1]");
  const decipher = builtin.crypto.createDecipheriv(
    "aes-256-cbc",
    aesKey(password),
    bytes.subarray(0, 16),
  );
  decipher.setAutoPadding(false);
  const plain = builtin.Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
  return fromBytes(plain.subarray(0, plain.length - plain.at(-1)!));
}

const range = (from: string, to: string) =>
  Array.from(
    { length: to.charCodeAt(0) - from.charCodeAt(0) + 1 },
    (_, i) => String.fromCharCode(from.charCodeAt(0) + i),
  ).join("");
const ALPHA = range("A", "Z") + range("a", "z");
const NUMERIC = range("0", "9");

const random = (characters: string) =>
  defineRunning(["int"], (run, count) => {
    run.checkSize(count);
    let out = "";
    for (let i = 0; i < count; i++) out += characters[randomBelow(characters.length)];
    return out;
  });

function randomInt(minimum: number, maximum: number): bigint {
  if (maximum <= minimum) throw new CallError("invalid argument to Intn");
  return BigInt(minimum + randomBelow(maximum - minimum));
}

/** Sprig's functions of hashes, passwords and random values. */
export const CRYPTO: ReadonlyMap<string, GoFunction> = new Map([
  ["sha1sum", hash("sha1")],
  ["sha256sum", define(["string"], sha256sum)],
  ["sha512sum", hash("sha512")],
  ["adler32sum", define(["string"], adler32)],
  ["bcrypt", define(["string"], hashPassword)],
  ["htpasswd", define(["string", "string"], htpasswd)],
  ["derivePassword", define(["int", "string", "string", "string", "string"], derivePassword)],
  ["encryptAES", define(["string", "string"], encryptAes)],
  ["decryptAES", define(["string", "string"], decryptAes)],
  [
    "randBytes",
    defineRunning(["int"], (run, count) => {
      run.checkSize(count);
      return builtin.crypto.randomBytes(count).toString("base64");
    }),
  ],
  ["randAlphaNum", random(ALPHA + NUMERIC)],
  ["randAlpha", random(ALPHA)],
  ["randNumeric", random(NUMERIC)],
  ["randAscii", random(range(" ", "~"))],
  ["randInt", define(["int", "int"], randomInt)],
  ["uuidv4", define([], () => crypto.randomUUID())],
]);
