/** What host and boot say to each other besides the calls of a kind. Both ends are the kernel's own code. */
import { terminal } from "../contract/errors.ts";

/** The first call: boot caps its own process, then loads the plugin. */
export interface Hello {
  /** File URL of the one bundled module. */
  readonly module: string;
  readonly contract: number;
  readonly kind: string;
  readonly config: unknown;
  readonly limits: ProcessLimits;
}

export interface ProcessLimits {
  /** Of RLIMIT_DATA: array buffers and wasm memory, which V8's own limit does not know. */
  readonly dataBytes: number;
  /** Of RLIMIT_FSIZE: the largest file that can be written. */
  readonly fileBytes: number;
  /** Of RLIMIT_NOFILE. */
  readonly openFiles: number;
  /** Whether the process may make sockets at all: only a kind that was granted a loopback port. */
  readonly sockets: boolean;
}

export interface HelloAnswer {
  readonly contract: number;
  readonly kind: string;
  readonly methods: readonly string[];
  /** Caps that this system does not have, by name. */
  readonly missing: readonly string[];
}

/** Checks a greeting's answer: by then the plugin's code has run, and it may have written this. */
export function readHelloAnswer(value: unknown): HelloAnswer {
  const { contract, kind, methods, missing } = (value ?? {}) as Partial<HelloAnswer>;
  const words = (list: unknown) =>
    Array.isArray(list) && list.length <= 64 && list.every((one) => typeof one === "string");
  if (Number.isInteger(contract) && typeof kind === "string" && words(methods) && words(missing)) {
    return value as HelloAnswer;
  }
  throw terminal(
    "ContractViolation",
    "Cannot start the plugin: its answer to the greeting is none",
  );
}

/** A call of a kind's method. */
export interface CallParams {
  /** 128 random bits; every handle of the call is used under it. */
  readonly handle: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** Fields of the request that stand in files below `inputs`, one JSON text a line. */
  readonly bulk?: Readonly<Record<string, string>>;
  /** Absent, as is `scratch`, where the call needs no folders. */
  readonly inputs?: string;
  readonly scratch?: string;
  /** Packs below `inputs`, by the input's name. */
  readonly packs?: Readonly<Record<string, string>>;
}

export interface CallAnswer {
  readonly value: unknown;
  /** Fields of the answer that stand in files below `scratch`, one JSON text a line. */
  readonly bulk?: Readonly<Record<string, string>>;
}

/** A list of more than this many bytes travels as a file. */
export const MAX_INLINE = 64 * 1024;
