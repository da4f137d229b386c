/** What `program.ts` in an engine's folder exports: the engine as a command. */
export interface EngineProgram {
  /** What the command line asks for. Throws in the words that a user sees. It may read files, and nothing more. */
  readonly build: (args: readonly string[]) => string;
}
