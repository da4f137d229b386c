/** SHA-256 of short texts: Node's takes 20 ms to load, and charts sum a config map or two. */
const WORDS = 64;
const BLOCK = 64;

/** The first bits behind the point of the roots of the first primes. */
function rootBits(count: number, root: (prime: number) => number): Int32Array {
  const out = new Int32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (isPrime) out[found++] = Math.floor((root(n) % 1) * 2 ** 32) | 0;
  }
  return out;
}

const ROUNDS = rootBits(WORDS, Math.cbrt);
const START = rootBits(8, Math.sqrt);

const turned = (word: number, by: number): number => word >>> by | word << 32 - by;

/** The bytes with their end and their length in bits, in whole blocks. */
function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK;
  const out = new Uint8Array(length);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function schedule(block: DataView, at: number, words: Int32Array): void {
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(at + i * 4);
  for (let i = 16; i < WORDS; i++) {
    const [a, b] = [words[i - 15]!, words[i - 2]!];
    const low = turned(a, 7) ^ turned(a, 18) ^ a >>> 3;
    const high = turned(b, 17) ^ turned(b, 19) ^ b >>> 10;
    words[i] = words[i - 16]! + low + words[i - 7]! + high;
  }
}

function compress(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  for (let i = 0; i < WORDS; i++) {
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = h + mixed + (e & f ^ ~e & g) + ROUNDS[i]! + words[i]! | 0;
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, d + one | 0, c, b, a, one + two | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => state[i]! += word);
}

/** The sum as hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const blocks = padded(bytes);
  const state = START.slice();
  const words = new Int32Array(WORDS);
  for (let at = 0; at < blocks.byteLength; at += BLOCK) {
    schedule(blocks, at, words);
    compress(state, words);
  }
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
