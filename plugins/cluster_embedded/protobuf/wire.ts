/** What stands on the wire under a field's number: a varint, eight bytes, or a length and bytes. */
export type WireValue = bigint | Uint8Array;

/** A message as its values by field number, in order. */
export type Message = ReadonlyMap<number, readonly WireValue[]>;

const varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5;
const maxVarintBytes = 10;

/** Reads a message. Throws an Error where the bytes are none. */
export function readMessage(data: Uint8Array): Message {
  const fields = new Map<number, WireValue[]>();
  const reader = new Reader(data);
  while (!reader.done) {
    const tag = Number(reader.varint());
    const value = reader.value(tag & 7), number = tag >>> 3;
    const values = fields.get(number);
    if (values === undefined) fields.set(number, [value]);
    else values.push(value);
  }
  return fields;
}

class Reader {
  #at = 0;

  constructor(readonly data: Uint8Array) {}

  get done(): boolean {
    return this.#at >= this.data.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let i = 0; i < maxVarintBytes; i++) {
      const byte = this.data[this.#at++];
      if (byte === undefined) throw new Error("unexpected EOF");
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) return value;
    }
    throw new Error("proto: integer overflow");
  }

  value(type: number): WireValue {
    if (type === varint) return this.varint();
    if (type === fixed64) return this.#take(8);
    if (type === fixed32) return this.#take(4);
    if (type !== bytes) throw new Error(`proto: illegal wireType ${type}`);
    return this.#take(Number(this.varint()));
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.data.length) throw new Error("unexpected EOF");
    const part = this.data.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
