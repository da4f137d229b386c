/** `sluice explain`: why an object stands where it stands, since when, what comes next, and what to do. */
import type { KubeObject, ObjectRef } from "../../contract/mod.ts";
import { conditionsOf, type Controlled, sayRef } from "../../reconcile/mod.ts";
import { textOf } from "../../reconcile/profile.ts";
import type { Environment } from "../connection.ts";
import { type Output, print } from "../output.ts";
import { advice } from "../tables/advice.ts";
import { dependenciesOf, inputsOf } from "./inputs.ts";
import { type Named, namedBy } from "./kinds.ts";
import { type ObjectFlags, open, type Opened } from "./open.ts";
import { ago, isStatic, type State, stateOf } from "./state.ts";
import { troublesOf } from "./troubles.ts";

/** An answer in parts; each is a sentence or more. */
interface Explanation {
  readonly [part: string]: unknown;
  readonly object: string;
  readonly state: string;
  /** What is said of it, whole. */
  readonly says: string;
  /** What it rests on, and how that is. */
  readonly restsOn: readonly string[];
  /** What it applied and is not well, and why. */
  readonly troubles: readonly string[];
  readonly next: string;
  readonly do: string;
}

/** Explains objects, one after the other. */
export async function explain(
  output: Output,
  words: readonly string[],
  flags: ObjectFlags,
  environment: Environment,
): Promise<void> {
  using opened = await open(output, flags, environment);
  const named = namedBy(words, opened.kinds, opened.namespace);
  const found = await Promise.all(named.map((one) => explained(opened, one)));
  if (flags.output && flags.output !== "table") return await print(output, flags.output, found, {});
  output.data(found.map(text).join("\n"));
}

async function explained(opened: Opened, named: Named): Promise<Explanation> {
  const { controlled, ...ref } = named;
  const object = await opened.client.find(ref);
  if (object === undefined) throw new Error(`Cannot find ${sayRef(ref)}`);
  const state = stateOf(object, controlled);
  const said = sayRef(ref);
  return {
    object: said,
    state: headline(state),
    says: state.message.trim(),
    restsOn: await rests(opened, named, object),
    troubles: state.ready === "True" ? [] : await troublesOf(opened.client, object),
    next: nextOf(object, state, controlled),
    do: state.suspended
      ? `sluice resume ${controlled.kind}/${ref.name} -n ${ref.namespace}`
      : adviceFor(state, named),
  };
}

function headline({ ready, suspended, since, reason, revision }: State): string {
  if (suspended) return `is suspended${revision && `, at ${revision}`}`;
  const words = {
    True: "is ready",
    False: "is not ready",
    Unknown: "is in progress",
  }[ready];
  const time = ago(since, Date.now());
  return [words, time && ` for ${time}`, reason && ` (${reason})`, revision && `, at ${revision}`]
    .join("");
}

function nextOf(
  object: KubeObject,
  { ready, suspended }: State,
  { profile: { interval, retryInterval }, role }: Controlled,
): string {
  if (suspended) return "nothing, until it is resumed";
  if (isStatic(role)) return "nothing is done to it: it is used as it is written";
  const stalled = conditionsOf(object["status"] as never).some(({ type, status }) =>
    type === "Stalled" && status === "True"
  );
  if (stalled) return "nothing, until it is changed: trying again would end the same way";
  const retried = ready === "False" ? textOf(object, retryInterval) : undefined;
  const every = retried ?? textOf(object, interval);
  const again = ready === "False" ? "it is tried again by itself, " : "it is looked at again ";
  return `${again}${
    every ? `at least every ${every}, ` : ""
  }and at once when what it rests on changes`;
}

/** Its inputs and what it depends on, each with its state. */
async function rests({ client, kinds }: Opened, named: Named, object: KubeObject) {
  const all = [...inputsOf(object, named, kinds), ...dependenciesOf(object, named, kinds)];
  return await Promise.all(all.map(async ({ controlled, ...ref }) => {
    const found = await client.find(ref);
    return `${sayRef(ref)} ${found ? headline(stateOf(found, controlled)) : "does not exist"}`;
  }));
}

/** What to do about the state of an object; empty where it is well. */
export function adviceFor(
  { ready, reason, message }: Pick<State, "ready" | "reason" | "message">,
  { kind, namespace = "", name }: Pick<ObjectRef, "kind" | "namespace" | "name">,
): string {
  if (ready !== "False") return "";
  const found = advice.find(([pattern]) => pattern.test(reason) || pattern.test(message));
  return (found?.[1] ??
    "look at what the message names; sluice events KIND/NAME -n NAMESPACE tells what led to it")
    .replaceAll("KIND", kind).replaceAll("NAMESPACE", namespace).replaceAll("NAME", name);
}

function text({ object, state, says, restsOn, troubles, next, do: what }: Explanation): string {
  const parts = [
    ["says", says],
    ["rests on", restsOn.join("\n")],
    ["not well", troubles.join("\n")],
    ["next", next],
    ["to do", what],
  ];
  const shown = parts.filter(([, words]) => words !== "").map(([head, words]) =>
    words!.split("\n").map((line, i) => `  ${(i === 0 ? head! : "").padEnd(9)}  ${line}\n`).join("")
  );
  return `${object} ${state}\n${shown.join("")}`;
}
