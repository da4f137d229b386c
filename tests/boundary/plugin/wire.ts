/** The wire as a plugin can reach it that goes round its boot: standard output. */

/** Writes whole; gives the count of bytes. */
export function write(bytes: Uint8Array): number {
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
  return bytes.length;
}

export function frame(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length + 1);
  bytes[4] = type;
  bytes.set(payload, 5);
  return bytes;
}

export function say(message: unknown): number {
  return write(frame(0, new TextEncoder().encode(JSON.stringify(message))));
}

export function piece(stream: number, bytes: Uint8Array): number {
  const payload = new Uint8Array(4 + bytes.length);
  new DataView(payload.buffer).setUint32(0, stream);
  payload.set(bytes, 4);
  return write(frame(1, payload));
}

interface Answer {
  readonly t: string;
  readonly id: number;
  readonly v?: unknown;
  readonly e?: { readonly code: string; readonly reason: string; readonly message: string };
}

let lastId = 1_000_000;

/** Calls the kernel by hand; its answer is overheard where boot parses it. */
export function ask(method: string, params: unknown): Promise<unknown> {
  const id = ++lastId;
  const { parse } = JSON;
  return new Promise((resolve, reject) => {
    JSON.parse = (text: string) => {
      const message = parse(text) as Answer;
      if (message?.id === id && (message.t === "ok" || message.t === "err")) {
        JSON.parse = parse;
        if (message.t === "ok") resolve(message.v);
        else reject(Object.assign(new Error(message.e!.message), message.e, { name: "Failure" }));
      }
      return message;
    };
    say({ t: "call", id, m: method, p: params });
  });
}

/** The handle of the call, overheard where boot writes it. */
export function overhear(use: () => void): string {
  const { stringify } = JSON;
  let handle = "";
  JSON.stringify = (value: { p?: { handle?: string } }) => {
    handle ||= value?.p?.handle ?? "";
    return stringify(value);
  };
  try {
    use();
  } finally {
    JSON.stringify = stringify;
  }
  return handle;
}
