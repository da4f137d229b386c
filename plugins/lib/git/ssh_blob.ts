/** Reads the fields of SSH's binary form (RFC 4251). Each throws RangeError where the bytes end. */
export function readBlob(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError("it is cut off");
    return bytes.slice(at, at += length);
  };
  const number = () => {
    take(4);
    return view.getUint32(at - 4);
  };
  const field = () => take(number());
  return { take, number, field, text: () => new TextDecoder("latin1").decode(field()) };
}

/** Joins fields, each with its length before it. */
export function writeBlob(...fields: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const held = fields.map((one) => typeof one === "string" ? new TextEncoder().encode(one) : one);
  const all = new Uint8Array(held.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const one of held) {
    view.setUint32(at, one.length);
    all.set(one, at + 4);
    at += 4 + one.length;
  }
  return all;
}
