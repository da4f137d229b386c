/** Blowfish, as far as bcrypt needs it. Its first state is the digits of pi: they are computed, not written down. */
const SUBKEYS = 18;
const BOXES = 4 * 256;
const BITS = BigInt((SUBKEYS + BOXES) * 32);

/** 18 subkeys, then four boxes of 256 words. */
export interface Blowfish {
  readonly subkeys: Int32Array;
  readonly boxes: Int32Array;
}

/** arctan(1 / n) with so many bits behind the point. */
function inverseTangent(n: bigint, bits: bigint): bigint {
  let power = (1n << bits) / n;
  let sum = power;
  for (let i = 3n; power !== 0n; i += 2n) {
    power /= -n * n;
    sum += power / i;
  }
  return sum;
}

const GUARD = 64n;
let digits: Int32Array | undefined;

/** The words behind pi's point, by Machin's formula. */
function wordsOfPi(): Int32Array {
  if (digits) return digits;
  const bits = BITS + GUARD;
  const pi = 4n * (4n * inverseTangent(5n, bits) - inverseTangent(239n, bits));
  const hex = (pi >> GUARD & (1n << BITS) - 1n).toString(16).padStart(Number(BITS / 4n), "0");
  digits = Int32Array.from(hex.match(/.{8}/g)!, (word) => parseInt(word, 16));
  return digits;
}

/** A cipher without a key. */
export function newBlowfish(): Blowfish {
  const words = wordsOfPi();
  return { subkeys: words.slice(0, SUBKEYS), boxes: words.slice(SUBKEYS) };
}

/** Enciphers two words in place. */
export function encipher({ subkeys, boxes }: Blowfish, pair: Int32Array): void {
  let [left, right] = [pair[0]! ^ subkeys[0]!, pair[1]!];
  for (let i = 1; i <= 16; i++) {
    const mixed = (boxes[left >>> 24]! + boxes[256 + (left >>> 16 & 255)]! ^
      boxes[512 + (left >>> 8 & 255)]!) + boxes[768 + (left & 255)]!;
    const next = right ^ mixed ^ subkeys[i]!;
    right = left;
    left = next;
  }
  pair[0] = right ^ subkeys[17]!;
  pair[1] = left;
}

/** The bytes of a key as words, over and over. */
function wordsOf(key: Uint8Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    let word = 0;
    for (let k = 0; k < 4; k++) word = word << 8 | key[(i * 4 + k) % key.length]!;
    return word;
  });
}

/** Works a key into the state, and a salt of 16 bytes. */
export function keyed(cipher: Blowfish, key: Uint8Array, salt?: Uint8Array): void {
  const words = wordsOf(key, SUBKEYS);
  for (let i = 0; i < SUBKEYS; i++) cipher.subkeys[i]! ^= words[i]!;
  const salted = salt ? wordsOf(salt, 4) : new Int32Array(4);
  const pair = new Int32Array(2);
  let at = 0;
  for (const part of [cipher.subkeys, cipher.boxes]) {
    for (let i = 0; i < part.length; i += 2) {
      pair[0]! ^= salted[at]!;
      pair[1]! ^= salted[at + 1]!;
      at = 2 - at;
      encipher(cipher, pair);
      part[i] = pair[0]!;
      part[i + 1] = pair[1]!;
    }
  }
}
