import type { Functions } from "./functions.ts";
import type {
  ActionNode,
  BranchNode,
  ListNode,
  PipeNode,
  Statement,
  TemplateNode,
  Tree,
} from "./node.ts";
import { Pipelines } from "./compile_pipeline.ts";
import { fail } from "./place.ts";
import { printed, show } from "./print.ts";
import { quote } from "./quote.ts";
import type { Run } from "./run.ts";
import { integerOf, sortedKeys, truth, underlying } from "./values.ts";

/** One execution of one template: its dot and its variables, by slot; slot 0 is `$`. */
export interface Frame {
  readonly run: Run;
  dot: unknown;
  readonly slots: unknown[];
}

/** Computes a value. */
export type Evaluate = (frame: Frame) => unknown;

/** Whether a statement ended as usual, or left the loop around it. */
const enum Signal {
  none,
  break,
  continue,
}
type Execute = (frame: Frame) => Signal;

/** A template as closures. */
export interface Body {
  readonly slots: number;
  readonly run: Execute;
}

const bodies = new WeakMap<Functions, WeakMap<Tree, Body>>();

/** The closures of a template, which are made when it is first executed. */
export function compileTree(tree: Tree, functions: Functions): Body {
  let known = bodies.get(functions);
  if (!known) bodies.set(functions, known = new WeakMap());
  let body = known.get(tree);
  if (!body) {
    const compiler = new Compiler(tree, functions);
    const run = compiler.list(tree.root);
    known.set(tree, body = { slots: compiler.slotCount, run });
  }
  return body;
}

/** Compiles the statements of one template. */
class Compiler extends Pipelines {
  list(list: ListNode): Execute {
    const parts = list.nodes.map((node) => this.#statement(node));
    if (parts.length === 0) return () => Signal.none;
    if (parts.length === 1) return parts[0]!;
    if (parts.length === 2) {
      const [first, second] = parts as [Execute, Execute];
      return (frame) => first(frame) || second(frame);
    }
    return (frame) => {
      for (let i = 0; i < parts.length; i++) {
        const signal = parts[i]!(frame);
        if (signal !== Signal.none) return signal;
      }
      return Signal.none;
    };
  }

  /** A list that is compiled when it is first executed: most branches of most charts never are. */
  #late(list: ListNode): Execute {
    const compile = this.later(() => this.list(list));
    let run: Execute | undefined;
    return (frame) => (run ??= compile())(frame);
  }

  #statement(node: Statement): Execute {
    switch (node.kind) {
      case "text": {
        const { text } = node;
        return ({ run }) => {
          run.write(text);
          return Signal.none;
        };
      }
      case "action":
        return this.#action(node);
      case "template":
        return this.#template(node);
      case "break":
        return () => Signal.break;
      case "continue":
        return () => Signal.continue;
      default:
        return this.scope(() => node.kind === "range" ? this.#range(node) : this.#branch(node));
    }
  }

  #action({ pipe, shift }: ActionNode): Execute {
    this.shift = shift;
    const { run: evaluate } = this.pipeline(pipe);
    if (pipe.declares.length > 0) {
      return (frame) => {
        evaluate(frame);
        return Signal.none;
      };
    }
    return (frame) => {
      const value = evaluate(frame);
      frame.run.write(typeof value === "string" ? value : printed(value));
      return Signal.none;
    };
  }

  #template(node: TemplateNode): Execute {
    this.shift = node.shift;
    const place = { tree: this.tree, node, shift: 0 };
    const evaluate = node.pipe ? this.pipeline(node.pipe).run : () => undefined;
    return (frame) => {
      const { run } = frame;
      const tree = run.templates.get(node.name);
      if (!tree) fail(place, `template ${quote(node.name)} not defined`);
      run.step();
      run.execute(tree, evaluate(frame));
      return Signal.none;
    };
  }

  #branch(node: BranchNode): Execute {
    this.shift = node.shift;
    const evaluate = this.pipeline(node.pipe).run;
    const itemOf = node.kind === "if" ? this.dotOf : undefined;
    const list = this.withDot(itemOf, () => this.#late(node.list));
    const otherwise = node.otherwise ? this.#late(node.otherwise) : undefined;
    if (node.kind === "if") {
      return (frame) =>
        truth(evaluate(frame)) ? list(frame) : otherwise ? otherwise(frame) : Signal.none;
    }
    return (frame) => {
      const value = evaluate(frame);
      if (!truth(value)) return otherwise ? otherwise(frame) : Signal.none;
      const { dot } = frame;
      frame.dot = value;
      const signal = list(frame);
      frame.dot = dot;
      return signal;
    };
  }

  #range(node: BranchNode): Execute {
    this.shift = node.shift;
    const { run: evaluate, last } = this.pipeline({ ...node.pipe, declares: [] });
    const ranged = this.slotCount++;
    const [first, second] = this.#loopVariables(node.pipe, ranged);
    const list = this.withDot(ranged, () => this.#late(node.list));
    const otherwise = node.otherwise ? this.#late(node.otherwise) : undefined;
    const place = { tree: this.tree, node: last, shift: node.shift };
    return (frame) => {
      const value = underlying(evaluate(frame));
      const { dot } = frame;
      frame.slots[ranged] = value;
      let rounds = 0;
      for (const [key, item] of entries(value)) {
        rounds++;
        frame.run.step();
        if (second) {
          first!(frame, key);
          second(frame, item);
        } else if (first) first(frame, item);
        frame.dot = item;
        if (list(frame) === Signal.break) break;
      }
      frame.dot = dot;
      const integer = integerOf(value);
      if (integer !== undefined && second) {
        fail(place, `can't use ${integer} to iterate over more than one variable`);
      }
      if (rounds === 0 && !rangeable(value)) fail(place, `range can't iterate over ${show(value)}`);
      return rounds === 0 && otherwise ? otherwise(frame) : Signal.none;
    };
  }

  /** What sets the loop's variables; the last of them holds an item of what is in slot `ranged`. */
  #loopVariables(
    pipe: PipeNode,
    ranged: number,
  ): (((frame: Frame, value: unknown) => void) | undefined)[] {
    return pipe.declares.map((variable, i) => {
      const slot = pipe.assigns
        ? this.slotOf(variable.names[0]!)
        : this.declare(variable.names[0]!);
      if (i === pipe.declares.length - 1) this.itemsOf.set(slot, ranged);
      return (frame, value) => {
        frame.slots[slot] = value === null ? undefined : value;
      };
    });
  }
}

const rangeable = (value: unknown): boolean =>
  value === undefined || value === null || Array.isArray(value) || value instanceof Map ||
  value instanceof Uint8Array || integerOf(value) !== undefined;

/** Keys and items in Go's order; nothing for what is no collection. */
function* entries(value: unknown): Generator<[key: unknown, item: unknown]> {
  if (Array.isArray(value) || value instanceof Uint8Array) {
    for (let i = 0; i < value.length; i++) yield [BigInt(i), value[i]];
  } else if (value instanceof Map) {
    for (const key of sortedKeys(value)) yield [key, value.get(key)];
  } else if (typeof value === "bigint") {
    for (let i = 0n; i < value; i++) yield [undefined, i];
  } else {
    const end = integerOf(value) ?? 0n;
    for (let i = 0n; i < end; i++) yield [undefined, i];
  }
}
