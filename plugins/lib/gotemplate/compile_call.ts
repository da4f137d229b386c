import type { Evaluate, Frame } from "./compile.ts";
import type { GoFunction } from "./functions.ts";
import { callFailure, type Place } from "./place.ts";

/** A function that is called at a place. */
export interface Call {
  readonly name: string;
  readonly definition: GoFunction;
  readonly place: Place;
}

/** The value that comes through the pipe: computed before the arguments, checked after them. */
interface Final {
  readonly run: Evaluate;
  readonly checked: (value: unknown) => unknown;
}

/** A call with its arguments, by their number: most have one or two. */
export function bindArguments(
  call: Call,
  args: readonly Evaluate[],
  final: Final | undefined,
): Evaluate {
  if (final) return withFinal(call, args, final);
  const { definition: { call: work, running }, name, place } = call;
  if (running || args.length > 2) return general(call, args);
  const [first, second] = args;
  if (!first) {
    return (frame) => {
      frame.run.step();
      try {
        return frame.run.made(work());
      } catch (error) {
        throw callFailure(place, name, error);
      }
    };
  }
  if (!second) {
    return (frame) => {
      frame.run.step();
      const a = first(frame);
      try {
        return frame.run.made(work(a));
      } catch (error) {
        throw callFailure(place, name, error);
      }
    };
  }
  return (frame) => {
    frame.run.step();
    const a = first(frame);
    const b = second(frame);
    try {
      return frame.run.made(work(a, b));
    } catch (error) {
      throw callFailure(place, name, error);
    }
  };
}

function withFinal(call: Call, args: readonly Evaluate[], { run, checked }: Final): Evaluate {
  const { definition: { call: work, running }, name, place } = call;
  if (running || args.length > 1) return general(call, args, { run, checked });
  const [first] = args;
  return (frame) => {
    frame.run.step();
    const value = run(frame);
    const a = first?.(frame);
    const last = checked(value);
    try {
      return frame.run.made(first ? work(a, last) : work(last));
    } catch (error) {
      throw callFailure(place, name, error);
    }
  };
}

function general(call: Call, args: readonly Evaluate[], final?: Final): Evaluate {
  const { definition: { call: work, running }, name, place } = call;
  return (frame: Frame) => {
    frame.run.step();
    const value = final?.run(frame);
    const values: unknown[] = running ? [frame.run] : [];
    for (const arg of args) values.push(arg(frame));
    if (final) values.push(final.checked(value));
    try {
      return frame.run.made(work(...values));
    } catch (error) {
      throw callFailure(place, name, error);
    }
  };
}
