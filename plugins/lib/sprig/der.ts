import type { Buffer } from "node:buffer";
import { builtin } from "../builtin/mod.ts";

/** DER, as far as certificates need it: a tag, a length, a body. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = builtin.Buffer.concat(parts);
  if (body.length < 128) return builtin.Buffer.concat([Uint8Array.of(tag, body.length), body]);
  const size: number[] = [];
  for (let n = body.length; n > 0; n >>>= 8) size.unshift(n & 255);
  return builtin.Buffer.concat([Uint8Array.of(tag, 128 | size.length, ...size), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);

/** An integer of unsigned bytes. */
export function unsigned(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const body = bytes.subarray(start);
  return body[0]! & 128 ? der(2, Uint8Array.of(0), body) : der(2, body);
}

/** An object identifier from its dotted text. */
export function identifier(text: string): Buffer {
  const [first, second, ...rest] = text.split(".").map(Number) as [number, number, ...number[]];
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 127];
    for (let n = part >>> 7; n > 0; n >>>= 7) digits.unshift(n & 127 | 128);
    bytes.push(...digits);
  }
  return der(6, Uint8Array.from(bytes));
}

/** One element: its tag, its body, and all of its bytes. */
export interface Element {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly whole: Uint8Array;
}

/** The elements that stand one after another. Throws RangeError where a length is wrong. */
export function elements(bytes: Uint8Array): Element[] {
  const out: Element[] = [];
  for (let i = 0; i < bytes.length;) {
    const tag = bytes[i]!;
    let length = bytes[i + 1] ?? -1;
    let start = i + 2;
    if (length & 128) {
      const count = length & 127;
      length = 0;
      for (let k = 0; k < count; k++) length = length * 256 + (bytes[start + k] ?? 0);
      start += count;
    }
    const end = start + length;
    if (length < 0 || end > bytes.length) throw new RangeError("DER is cut off");
    out.push({ tag, body: bytes.subarray(start, end), whole: bytes.subarray(i, end) });
    i = end;
  }
  return out;
}

/** A PEM block with lines of 64 characters. */
export function pem(type: string, bytes: Uint8Array): string {
  const lines = builtin.Buffer.from(bytes).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}

/** The first PEM block of a text. */
export function decodePem(text: string): { type: string; bytes: Uint8Array } | undefined {
  const match = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END \1-----/.exec(text);
  if (!match) return undefined;
  return { type: match[1]!, bytes: builtin.Buffer.from(match[2]!, "base64") };
}
