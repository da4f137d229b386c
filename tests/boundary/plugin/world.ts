import type { Cx } from "contract";

/** What an attack is told of the machine that it runs on: the same keys in the sandbox and outside of it. */
export interface World {
  /** A file that holds a secret, and a folder beside it that anyone outside may write. */
  readonly canary: string;
  readonly outside: string;
  /** The folder of another plugin's process: `in` and `scratch` are below it. */
  readonly neighbour: string;
  /** The plugin's own bundle, and the folders of its call. */
  readonly bundle: string;
  readonly inputs: string;
  readonly scratch: string;
  /** Servers that count who comes. */
  readonly tcp: number;
  readonly udp: number;
  readonly http: number;
  readonly unix: string;
  /** A server that answers as none should. */
  readonly odd: number;
  /** A process that waits to be killed. */
  readonly victim: number;
  /** How much a bomb or a loop takes: without end in the sandbox, little outside. */
  readonly turns: number;
  readonly bytes: number;
  /** What the call asks besides. */
  readonly more: string;
}

/** Does what a plugin must not; throws where it is refused. */
export type Attack = (world: World, cx: Cx) => unknown;
export type Attacks = Readonly<Record<string, Attack>>;

/** What became of an attack. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };
