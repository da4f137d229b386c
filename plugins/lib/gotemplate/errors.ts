/** Why a template could not be parsed or carried out, in text/template's words. */
export class TemplateError extends Error {
  override readonly name: string = "TemplateError";
}

/** A limit that a template ran into: no template catches it, and no other error hides it. */
export class LimitError extends Error {
  override readonly name = "LimitError";
  readonly limit: "steps" | "time" | "output" | "memory";

  constructor(limit: LimitError["limit"], message: string) {
    super(message);
    this.limit = limit;
  }
}

/** An error that a function returned: a template puts its place before it. */
export class CallError extends Error {
  override readonly name = "CallError";
}
