import { LimitError, TemplateError } from "./errors.ts";
import type { Functions } from "./functions.ts";
import type { Tree } from "./node.ts";
import { quote } from "./quote.ts";
import { compileTree, type Frame } from "./compile.ts";
import { beginVisits } from "./visits.ts";

/** What a run may use up. Lengths are in UTF-16 units, `deadline` is a time of `now`. */
export interface Limits {
  /** Function calls, loop rounds and template calls. */
  readonly steps: number;
  /** All text that is written, that of included templates too. */
  readonly output: number;
  /** Items of a list that one function makes, or characters of a text. */
  readonly size: number;
  readonly deadline: number;
  readonly now: () => number;
}

/** Limits that a chart of good will never meets. */
export const NO_LIMITS: Limits = {
  steps: 200_000_000,
  output: 400_000_000,
  size: 50_000_000,
  deadline: Infinity,
  now: () => 0,
};

/** What a key gives that a map does not have: nil (Go's missingkey=zero), no value (its default), or an error. */
export type Missing = "zero" | "invalid" | "error";

/** `{{template}}` may nest this deep. */
const MAX_DEPTH = 100_000;
/** What an item of a list counts for, beside a character of a text. */
const ITEM = 4;
/** How many steps, and values that functions look at, pass between two looks at the clock. */
const CLOCK_EVERY = 1024;

/** A set of templates; a child sees its parent's and hides those of the same name. */
export class Templates {
  readonly #trees: Map<string, Tree>;
  readonly #parent: Templates | undefined;

  constructor(trees: Map<string, Tree>, parent?: Templates) {
    this.#trees = trees;
    this.#parent = parent;
  }

  get(name: string): Tree | undefined {
    return this.#trees.get(name) ?? this.#parent?.get(name);
  }
}

/** One execution: where text goes, what is called, what has been used up. */
export class Run {
  readonly functions: Functions;
  readonly missing: Missing;
  readonly limits: Limits;
  templates: Templates;
  out = "";
  #steps = 0;
  #effort = 0;
  #written = 0;
  #depth = 0;

  constructor(
    templates: Templates,
    functions: Functions,
    options: { readonly missing?: Missing; readonly limits?: Limits } = {},
  ) {
    this.templates = templates;
    this.functions = functions;
    this.missing = options.missing ?? "invalid";
    this.limits = options.limits ?? NO_LIMITS;
  }

  /** Adds to the output. Throws LimitError. */
  write(text: string): void {
    this.out += text;
    this.#written += text.length;
    if (this.#written > this.limits.output) {
      throw new LimitError("output", "Cannot render: the templates write too much");
    }
  }

  /** Counts a step. Throws LimitError. */
  step(): void {
    this.#effort += 1 + beginVisits();
    if (++this.#steps > this.limits.steps) {
      throw new LimitError("steps", "Cannot render: the templates take too many steps");
    }
    if (this.#effort < CLOCK_EVERY) return;
    this.#effort = 0;
    if (this.limits.now() > this.limits.deadline) {
      throw new LimitError("time", "Cannot render: the templates take too long");
    }
  }

  /** Throws LimitError where a function is about to make something too large. */
  checkSize(size: number): void {
    if (size > this.limits.size) {
      throw new LimitError("memory", "Cannot render: a function makes too large a value");
    }
  }

  /** Passes on what a function has made. Throws LimitError where it is too large. */
  made(value: unknown): unknown {
    if (typeof value === "string") this.checkSize(value.length);
    else if (Array.isArray(value)) this.checkSize(value.length * ITEM);
    return value;
  }

  /** Executes a template into the output. */
  execute(tree: Tree, dot: unknown): void {
    const body = compileTree(tree, this.functions);
    if (++this.#depth > MAX_DEPTH) {
      throw new TemplateError(`exceeded maximum template depth (${MAX_DEPTH})`);
    }
    const slots: unknown[] = new Array(body.slots);
    slots[0] = dot;
    const frame: Frame = { run: this, dot, slots };
    try {
      body.run(frame);
    } catch (error) {
      throw isStackOverflow(error)
        ? new LimitError("memory", "Cannot render: templates or values are nested too deeply")
        : error;
    }
    this.#depth--;
  }

  /** Executes a template and returns what it wrote. Throws TemplateError where there is none of that name. */
  render(name: string, dot: unknown): string {
    const tree = this.templates.get(name);
    if (!tree) {
      throw new TemplateError(
        `template: no template ${quote(name)} associated with template "gotpl"`,
      );
    }
    const before = this.out;
    this.out = "";
    this.execute(tree, dot);
    const text = this.out;
    this.out = before;
    return text;
  }
}

/** What V8 says when it runs out; of an expression that is compiled as a SyntaxError. */
const EXHAUSTED = ["call stack", "string length", "array length", "maximum size", "allocation"];

/** Whether V8 ran out of stack, or of room for a value. No regular expressions: there may be no stack for one. */
export function isStackOverflow(error: unknown): boolean {
  if (!(error instanceof RangeError || error instanceof SyntaxError)) return false;
  const message = error.message.toLowerCase();
  return EXHAUSTED.some((words) => message.includes(words));
}
