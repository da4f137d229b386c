import { bindArguments, type Call } from "./compile_call.ts";
import type { Evaluate } from "./compile.ts";
import { fieldChain } from "./field.ts";
import { callTarget } from "./builtins.ts";
import type { Functions, GoFunction, ParamType } from "./functions.ts";
import { TYPE_NAMES } from "./functions.ts";
import {
  type ChainNode,
  type CommandNode,
  type IdentifierNode,
  type Node,
  type NumberNode,
  type PipeNode,
  showNode,
  type Term,
  type Tree,
  type VariableNode,
} from "./node.ts";
import { fail, type Place } from "./place.ts";
import { constantFor, idealConstant } from "./constants.ts";
import { convert } from "./convert.ts";
import { truth } from "./values.ts";

/** A compiled expression, and the node that Go would name if its value turns out wrong. */
export interface Compiled {
  readonly run: Evaluate;
  readonly last: Node;
}

/** A variable, and those that were declared before it. */
interface Declared {
  readonly name: string;
  readonly slot: number;
  readonly before: Declared | undefined;
}

/** Compiles pipelines, commands and their words. */
export class Pipelines {
  readonly tree: Tree;
  readonly functions: Functions;
  slotCount = 1;
  /** Of the statement whose pipeline is compiled. */
  protected shift = 0;
  /** Where the dot is an item of a range: the slot of what is ranged over. */
  protected dotOf: number | undefined;
  /** The same of variables, by their slots. */
  protected itemsOf = new Map<number, number>();
  #variables: Declared | undefined = { name: "$", slot: 0, before: undefined };

  constructor(tree: Tree, functions: Functions) {
    this.tree = tree;
    this.functions = functions;
  }

  /** Compiles with the dot as an item of what is in that slot. */
  protected withDot<T>(itemOf: number | undefined, work: () => T): T {
    const before = this.dotOf;
    this.dotOf = itemOf;
    const result = work();
    this.dotOf = before;
    return result;
  }

  /** Variables that are declared meanwhile end with it. */
  scope<T>(work: () => T): T {
    const before = this.#variables;
    const result = work();
    this.#variables = before;
    return result;
  }

  /** Does later what sees the variables, and the dot, as they are now. */
  protected later<T>(work: () => T): () => T {
    const [variables, dotOf, itemsOf] = [this.#variables, this.dotOf, new Map(this.itemsOf)];
    return () => {
      this.#variables = variables;
      this.itemsOf = itemsOf;
      return this.withDot(dotOf, work);
    };
  }

  declare(name: string): number {
    const slot = this.slotCount++;
    this.#variables = { name, slot, before: this.#variables };
    return slot;
  }

  slotOf(name: string): number {
    for (let one = this.#variables; one; one = one.before) if (one.name === name) return one.slot;
    return this.declare(name);
  }

  #place(node: Node): Place {
    return { tree: this.tree, node, shift: this.shift };
  }

  /** Nil in an interface becomes no value at the end of each command. */
  pipeline(pipe: PipeNode): Compiled {
    let value: Compiled | undefined;
    for (const command of pipe.commands) {
      const { run, last } = this.#command(command, value, pipe);
      value = { last, run: settled(run) };
    }
    const slots = pipe.declares.map(({ names }) =>
      pipe.assigns ? this.slotOf(names[0]!) : this.declare(names[0]!)
    );
    for (const slot of slots) this.itemsOf.delete(slot);
    const { run, last } = value!;
    if (slots.length === 0) return { run, last };
    return {
      last,
      run(frame) {
        const result = run(frame);
        for (const slot of slots) frame.slots[slot] = result;
        return result;
      },
    };
  }

  #command(command: CommandNode, final: Compiled | undefined, within: PipeNode): Compiled {
    const first = command.words[0]!;
    const args = command.words.slice(1);
    switch (first.kind) {
      case "identifier":
        return this.#call(first, command, args, final);
      case "field":
        return this.#fields({ run: (frame) => frame.dot, last: first }, first, args, final);
      case "chain":
        return this.#chain(first, args, final);
      case "variable":
        if (first.names.length > 1) return this.#variableFields(first, args, final);
    }
    if (args.length > 0 || final) {
      // What stands in parentheses is not looked at before its arguments are refused.
      const place = this.#place(first.kind === "pipe" ? final?.last ?? within : first);
      return {
        last: first,
        run: (frame) => {
          final?.run(frame);
          return fail(place, `can't give argument to non-function ${showNode(first)}`);
        },
      };
    }
    if (first.kind === "nil") {
      const place = this.#place(first);
      return { last: first, run: () => fail(place, "nil is not a command") };
    }
    return this.#term(first);
  }

  /** A word on its own, where any type will do. */
  #term(term: Term): Compiled {
    switch (term.kind) {
      case "dot":
        return { last: term, run: (frame) => frame.dot };
      case "bool":
      case "string": {
        const value = term.kind === "bool" ? term.value : term.text;
        return { last: term, run: () => value };
      }
      case "number":
        return this.#number(term);
      case "nil":
        return { last: term, run: () => null };
      case "pipe":
        return this.pipeline(term);
      case "variable": {
        if (term.names.length > 1) return this.#variableFields(term, [], undefined);
        const slot = this.slotOf(term.names[0]!);
        return { last: term, run: (frame) => frame.slots[slot] };
      }
      case "identifier":
        return this.#call(term, term, [], undefined);
      case "field":
        return this.#fields({ run: (frame) => frame.dot, last: term }, term, [], undefined);
      case "chain":
        return this.#chain(term, [], undefined);
    }
  }

  #number(term: NumberNode): Compiled {
    const place = this.#place(term);
    const value = idealConstant(term);
    if (value === undefined) {
      return { last: term, run: () => fail(place, `${term.text} overflows int`) };
    }
    return { last: term, run: () => value };
  }

  #variableFields(
    variable: VariableNode,
    args: readonly Term[],
    final: Compiled | undefined,
  ): Compiled {
    const slot = this.slotOf(variable.names[0]!);
    const receiver: Compiled = { last: variable, run: (frame) => frame.slots[slot] };
    const node = { ...variable, names: variable.names.slice(1) };
    return this.#fields(receiver, node, args, final, {
      shown: variable,
      itemOf: this.itemsOf.get(slot),
    });
  }

  #chain(chain: ChainNode, args: readonly Term[], final: Compiled | undefined): Compiled {
    if (chain.of.kind === "nil") {
      const place = this.#place(chain);
      const message = `indirection through explicit nil in ${showNode(chain)}`;
      return { last: chain, run: () => fail(place, message) };
    }
    return this.#fields(this.#term(chain.of), chain, args, final);
  }

  /** `.a.b`: the last name may be a method, which gets the arguments. */
  #fields(
    receiver: Compiled,
    node: { readonly names: readonly string[] } & Term,
    args: readonly Term[],
    final: Compiled | undefined,
    from: { readonly shown?: Term; readonly itemOf?: number | undefined } = {},
  ): Compiled {
    const { shown = node, itemOf = node.kind === "field" ? this.dotOf : undefined } = from;
    const place = this.#place(
      receiver.last.kind === "pipe"
        ? node
        : receiver.last === node || shown !== node
        ? shown
        : receiver.last,
    );
    const compiled = args.map((arg) => this.#term(arg));
    const rest = compiled.map(({ run }) => run);
    if (final) rest.push(final.run);
    return {
      last: compiled.at(-1)?.last ?? shown,
      run: fieldChain(receiver.run, node.names, place, rest, itemOf),
    };
  }

  /** A call of a function. `node` is what an error of the function points at. */
  #call(
    name: IdentifierNode,
    node: Node,
    args: readonly Term[],
    final: Compiled | undefined,
  ): Compiled {
    const definition = this.functions.get(name.name)!;
    const place = this.#place(name);
    const count = args.length + (final ? 1 : 0);
    const { params, rest } = definition;
    if (rest ? count < params.length : count !== params.length) {
      const wanted = rest
        ? `at least ${params.length} got ${args.length}`
        : `${params.length} got ${count}`;
      const message = `wrong number of args for ${name.name}: want ${wanted}`;
      return { last: name, run: (frame) => (final?.run(frame), fail(place, message)) };
    }
    if (name.name === "and" || name.name === "or") return this.#logic(name, args, final);
    let last: Node = name;
    const evaluated = args.map((arg, i) => {
      const compiled = this.#argument(params[i] ?? rest!, arg);
      last = compiled.last;
      return compiled.run;
    });
    const named = name.name === "call" && args[0]
      ? calling(showNode(args[0]), definition)
      : definition;
    const call: Call = { name: name.name, definition: named, place: this.#place(node) };
    if (!final) return { last, run: bindArguments(call, evaluated, undefined) };
    const type = params[count - 1] ?? rest!;
    const checked = convert(type, (value) => value, this.#place(last));
    return { last, run: bindArguments(call, evaluated, { run: final.run, checked }) };
  }

  /** `and` and `or` stop at the first value that decides. */
  #logic(name: IdentifierNode, args: readonly Term[], final: Compiled | undefined): Compiled {
    const evaluated = args.map((arg) => this.#argument("value", arg));
    const runs = evaluated.map(({ run }) => run);
    const stop = name.name === "or";
    const last = evaluated.at(-1)?.last ?? name;
    return {
      last,
      run(frame) {
        const after = final?.run(frame);
        let value: unknown;
        for (let i = 0; i < runs.length; i++) {
          value = runs[i]!(frame);
          if (truth(value) === stop) return value;
        }
        return final ? after : value;
      },
    };
  }

  /** A word as the argument of a parameter. */
  #argument(type: ParamType, term: Term): Compiled {
    const place = this.#place(term);
    if (term.kind === "nil") {
      const nilable = type === "any" || type === "value" || type === "map" || type === "list" ||
        type === "strings" || type === "bytes";
      if (!nilable) {
        return { last: term, run: () => fail(place, `cannot assign nil to ${TYPE_NAMES[type]}`) };
      }
      const checked = convert(type, (value) => value, place);
      return { last: term, run: () => checked(undefined) };
    }
    if (term.kind === "string" || term.kind === "bool" || term.kind === "number") {
      if (type === "any" || type === "value") return this.#term(term);
      const constant = constantFor(type, term);
      if ("problem" in constant) return { last: term, run: () => fail(place, constant.problem) };
      const { value } = constant;
      return { last: term, run: () => value };
    }
    const compiled = this.#term(term);
    const { run } = compiled;
    const checked = convert(type, (value) => value, this.#place(compiled.last));
    return { last: compiled.last, run: (frame) => checked(run(frame)) };
  }
}

/** `call` says what it was given as it was written. */
const calling = (shown: string, definition: GoFunction): GoFunction => ({
  ...definition,
  call: (target) => callTarget(shown, target),
});

const settled = (run: Evaluate): Evaluate => (frame) => {
  const value = run(frame);
  return value === null ? undefined : value;
};
