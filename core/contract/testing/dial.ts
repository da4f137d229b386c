import { Dial } from "schemas/plugin/calls.ts";
import { call } from "../../capability/call.ts";
import { type Grant, leaveFor } from "../../capability/hosts.ts";
import type { BrokerCall } from "../../capability/mod.ts";
import type { Connection } from "../capabilities.ts";
import { transient } from "../errors.ts";
import { bytesOf, type Peer, type World } from "./world.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** `dial` to the peers of the world; the host must be granted, as in the kernel. */
export function cannedDial(
  peers: NonNullable<World["dial"]>,
  grants: readonly Grant[],
): BrokerCall {
  return call(Dial, ({ host, port }) => {
    leaveFor({ host, port }, grants);
    const peer = peers[`${host}:${port}`];
    if (peer) return connect(peer);
    throw transient(
      "ConnectionFailed",
      `Cannot connect to "${host}" port ${port}: nothing is there`,
    );
  });
}

function connect(peer: Peer): Connection {
  const there = new TransformStream<Bytes, Bytes>(), back = new TransformStream<Bytes, Bytes>();
  const writer = back.writable.getWriter();
  const close = () => {
    writer.abort().catch(() => {});
  };
  void peer(there.readable, (bytes) => writer.write(bytesOf(bytes)))
    .then(() => writer.close(), (error) => writer.abort(error))
    .catch(() => {}); // the plugin has hung up
  return { readable: back.readable, writable: there.writable, close };
}
