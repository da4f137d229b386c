/** Calls over pipes: frames, a symmetric channel, streams with back-pressure. */
export { Channel, type ChannelOptions, type Serve, type Serving } from "./channel.ts";
export { FrameError, MAX_CONTROL, MAX_PIECE } from "./frame.ts";
export { Lost } from "./failure.ts";
export type { Duplex } from "./streams.ts";
export { childPipes, stdio, type Transport } from "./transport.ts";
