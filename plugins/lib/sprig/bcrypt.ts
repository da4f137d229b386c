/** bcrypt, as Provos and Mazières describe it. */
import { type Blowfish, encipher, keyed, newBlowfish } from "./blowfish.ts";

const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const MAGIC = "OrpheanBeholderScryDoubt";
const ROUNDS = 64;
/** What is kept of the 24 bytes. */
const KEPT = 23;

/** Base64 with bcrypt's alphabet and no padding. */
function encode(bytes: Uint8Array): string {
  let out = "";
  let [bits, count] = [0, 0];
  for (const byte of bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) out += ALPHABET[bits >> count - 6 & 63];
    bits &= (1 << count) - 1;
  }
  return count > 0 ? out + ALPHABET[bits << 6 - count & 63] : out;
}

function setUp(password: Uint8Array, salt: Uint8Array, cost: number): Blowfish {
  const key = Uint8Array.of(...password, 0);
  const cipher = newBlowfish();
  keyed(cipher, key, salt);
  for (let i = 0; i < 2 ** cost; i++) {
    keyed(cipher, key);
    keyed(cipher, salt);
  }
  return cipher;
}

/** The hash of a password of at most 72 bytes, as `$2a$COST$…`; `salt` has 16 bytes. */
export function bcrypt(password: Uint8Array, salt: Uint8Array, cost: number): string {
  const cipher = setUp(password, salt, cost);
  const text = new DataView(new TextEncoder().encode(MAGIC).buffer);
  const pair = new Int32Array(2);
  for (let at = 0; at < text.byteLength; at += 8) {
    pair[0] = text.getInt32(at);
    pair[1] = text.getInt32(at + 4);
    for (let i = 0; i < ROUNDS; i++) encipher(cipher, pair);
    text.setInt32(at, pair[0]!);
    text.setInt32(at + 4, pair[1]!);
  }
  const hash = new Uint8Array(text.buffer).subarray(0, KEPT);
  return `$2a$${String(cost).padStart(2, "0")}$${encode(salt)}${encode(hash)}`;
}
