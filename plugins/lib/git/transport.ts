type Bytes = Uint8Array<ArrayBuffer>;

/** A way to `git-upload-pack` of one repository. Failures are GitErrors. */
export interface Transport {
  /** Whether a question in protocol version 2 may be tried before the server has said that it speaks it. */
  readonly isEager: boolean;
  /** What the server says first, as pkt-lines: its capabilities (version 2), or its references (versions 0 and 1). */
  advertisement(): Promise<Bytes>;
  ask(question: Question): Promise<Bytes>;
  /** Ends what is open. */
  close(): void;
}

export interface Question {
  /** Pkt-lines. */
  readonly body: string;
  /** How many flush packets end the answer, where the connection stays open. */
  readonly flushes: number;
  readonly maxBytes: number;
  /** The answer is some lines as a rule. */
  readonly isShort?: boolean;
}
