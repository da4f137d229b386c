/** Thrown by a command that has said already what is wrong: it ends with exit code 1, or with the one that is given. */
export class Failed extends Error {
  override readonly name = "Failed";
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}
