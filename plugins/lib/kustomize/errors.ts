import type { RemoteContent } from "./source/remote.ts";

/** Why a build failed, in kustomize's words. */
export class KustomizeError extends Error {
  override readonly name: string = "KustomizeError";
}

/** A text that is no YAML: the directory that it may be instead is then not reported. */
export class MalformedError extends KustomizeError {
  override readonly name = "MalformedError";
}

/** A base or file that is somewhere else: it must be fetched before the build can go on. */
export class RemoteError extends KustomizeError {
  override readonly name = "RemoteError";
  /** As it is written in the kustomization. */
  readonly url: string;
  /** What must be fetched for it. */
  readonly content: RemoteContent;

  constructor(url: string, content: RemoteContent) {
    super(`remote resource "${url}" must be fetched first`);
    this.url = url;
    this.content = content;
  }
}

/** The text of whatever was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same error with `prefix: ` before its text. */
export function withPrefix(error: unknown, prefix: string): unknown {
  if (error instanceof RemoteError) return error;
  const Kind = error instanceof MalformedError ? MalformedError : KustomizeError;
  return new Kind(`${prefix}: ${textOf(error)}`, { cause: error });
}

/** Runs `action`; what it throws gets `prefix: ` before its text. */
export function prefixed<T>(prefix: () => string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw withPrefix(error, prefix());
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" },
  ...{ "\v": "\\v", '"': '\\"', "\\": "\\\\" },
};

/** A text as Go's %q writes it. */
export function quoted(text: string): string {
  const escaped = text.replace(/["\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (c) => {
    if (Object.hasOwn(ESCAPES, c)) return ESCAPES[c]!;
    const code = c.codePointAt(0)!;
    const hex = (length: number) => code.toString(16).padStart(length, "0");
    if (code < 0x80) return `\\x${hex(2)}`;
    return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
  });
  return `"${escaped}"`;
}
