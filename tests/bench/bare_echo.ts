/** A process that sends back whatever it reads, and the way there: the least that a call over pipes can cost. */
export interface BareEcho extends AsyncDisposable {
  /** Sends the bytes and reads as many. */
  echo(): Promise<void>;
}

const program = `const bytes = new Uint8Array(65536);
for (;;) {
  const count = await Deno.stdin.read(bytes);
  if (count === null) break;
  for (let sent = 0; sent < count;) sent += Deno.stdout.writeSync(bytes.subarray(sent, count));
}`;

/** Starts the process; each echo is of `size` bytes. */
export async function bareEcho(size: number): Promise<BareEcho> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/echo.js`, program);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-lock", `${folder}/echo.js`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter(), reader = child.stdout.getReader({ mode: "byob" });
  let buffer = new Uint8Array(65_536);
  const bytes = new Uint8Array(size).fill(120);
  return {
    async echo() {
      void writer.write(bytes);
      for (let read = 0; read < size;) {
        const { value } = await reader.read(buffer);
        read += value!.length;
        buffer = new Uint8Array(value!.buffer);
      }
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await reader.cancel();
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
