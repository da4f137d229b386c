import { childPipes, type Transport } from "../../rpc/mod.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Two ends in one process: frames are still written and read on the way. */
export function pair(): [Transport, Transport] {
  const there = pipe(), back = pipe();
  return [
    childPipes({ stdin: there.writable, stdout: back.readable }),
    childPipes({ stdin: back.writable, stdout: there.readable }),
  ];
}

function pipe() {
  let end: ReadableByteStreamController;
  const readable = new ReadableStream<Bytes>({
    type: "bytes",
    start: (controller) => void (end = controller as ReadableByteStreamController),
  });
  const writable = new WritableStream<Bytes>({
    write: (bytes) => end.enqueue(bytes.slice()),
    close() {
      end.close();
      end.byobRequest?.respond(0); // who waits is told only so
    },
  });
  return { readable, writable };
}
