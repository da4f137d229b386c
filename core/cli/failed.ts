/** Thrown by a command that has said already what is wrong: it ends with exit code 1. */
export class Failed extends Error {
  override readonly name = "Failed";
}
