/** Says how long writes may still be made. Asked before each try of each write. */
export interface Fence {
  /** Milliseconds in which a write that starts now must end. Throws `FencedError` where none may start. */
  rest(): number;
}

/** A write was not made, because this process may no longer write. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}
