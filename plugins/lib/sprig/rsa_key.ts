import { visit } from "../gotemplate/mod.ts";
import type { KeyObject } from "node:crypto";
import { builtin } from "../builtin/mod.ts";

const EXPONENT = 65_537n;

/** What a key counts for among the values that a function looks at. */
const SLOW = 10_000;

function modularInverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return (x % modulus + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return builtin.Buffer.from(hex.padStart(hex.length + hex.length % 2, "0"), "hex").toString(
    "base64url",
  );
}

/**
 * A new RSA key. Deno's own generator takes several times as long as two of its primes do, and templates wait for keys:
 * so the key is put together from primes.
 */
export function newRsaKey(bits: number): KeyObject {
  visit(SLOW);
  while (true) {
    const [p, q] = [1, 2].map(() =>
      builtin.crypto.generatePrimeSync(bits / 2, { bigint: true })
    ) as [
      bigint,
      bigint,
    ];
    const n = p * q;
    const fits = p !== q && n.toString(2).length === bits;
    if (!fits || (p - 1n) % EXPONENT === 0n || (q - 1n) % EXPONENT === 0n) continue;
    const d = modularInverse(EXPONENT, (p - 1n) * (q - 1n));
    const parts = {
      n,
      e: EXPONENT,
      d,
      p,
      q,
      dp: d % (p - 1n),
      dq: d % (q - 1n),
      qi: modularInverse(q, p),
    };
    const encoded = Object.entries(parts).map(([name, value]) => [name, base64url(value)]);
    return builtin.crypto.createPrivateKey({
      key: { kty: "RSA", ...Object.fromEntries(encoded) },
      format: "jwk",
    });
  }
}
