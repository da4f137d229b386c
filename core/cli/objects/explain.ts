/** `sluice explain`: why an object stands where it stands, since when, what comes next, and what to do. */
import { at, type KubeObject } from "../../contract/mod.ts";
import { conditionsOf, sayRef } from "../../reconcile/mod.ts";
import type { Environment } from "../connection.ts";
import { type Output, print } from "../output.ts";
import { advice } from "../tables/advice.ts";
import { type Named, namedBy } from "./kinds.ts";
import { type ObjectFlags, open, type Opened } from "./open.ts";
import { ago, type State, stateOf } from "./state.ts";

/** An answer in parts; each is a sentence or more. */
interface Explanation {
  readonly [part: string]: unknown;
  readonly object: string;
  readonly state: string;
  /** What is said of it, whole. */
  readonly says: string;
  /** What it rests on, and how that is. */
  readonly restsOn: readonly string[];
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
    says: state.message,
    restsOn: await rests(opened, named, object),
    next: nextOf(object, state, controlled.profile.interval),
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
    "-": "has no status",
  }[ready];
  const time = ago(since, Date.now());
  return [words, time && ` for ${time}`, reason && ` (${reason})`, revision && `, at ${revision}`]
    .join("");
}

function nextOf(object: KubeObject, { ready, suspended }: State, interval?: string): string {
  if (suspended) return "nothing, until it is resumed";
  const every = interval?.startsWith("/") ? at(object, interval) : interval;
  const stalled = conditionsOf(object["status"] as never).some(({ type, status }) =>
    type === "Stalled" && status === "True"
  );
  if (stalled) return "nothing, until it is changed: trying again would end the same way";
  const retry = ready === "False" ? "it is tried again by itself, " : "it is looked at again ";
  return `${retry}${
    every ? `at least every ${every}, ` : ""
  }and at once when what it rests on changes`;
}

/** Its inputs and what it depends on, each with its state. */
async function rests(
  { client, kinds }: Opened,
  { namespace, kind, controlled }: Named,
  object: KubeObject,
) {
  const { inputs = [], dependsOn } = controlled.profile;
  const pointers = inputs.map((input) => "at" in input ? input.at : undefined).concat(dependsOn);
  const references = pointers.flatMap((pointer) =>
    pointer === undefined ? [] : at(object, pointer) ?? []
  );
  const lines = (references as readonly Partial<Named>[]).map(async (reference) => {
    const known = kinds.find((one) => one.kind === (reference.kind ?? kind));
    if (known === undefined || typeof reference.name !== "string") return [];
    const ref = {
      apiVersion: `${known.group}/${known.version}`,
      kind: known.kind,
      name: reference.name,
      namespace: reference.namespace ?? namespace,
    };
    const found = await client.find(ref);
    return [`${sayRef(ref)} ${found ? headline(stateOf(found, known)) : "does not exist"}`];
  });
  return (await Promise.all(lines)).flat();
}

function adviceFor({ ready, reason, message }: State, { kind, namespace, name }: Named): string {
  if (ready !== "False") return "";
  const found = advice.find(([pattern]) => pattern.test(reason) || pattern.test(message));
  return (found?.[1] ??
    "look at what the message names; sluice events KIND/NAME -n NAMESPACE tells what led to it")
    .replaceAll("KIND", kind).replaceAll("NAMESPACE", namespace).replaceAll("NAME", name);
}

function text({ object, state, says, restsOn, next, do: what }: Explanation): string {
  const parts = [["says", says], ["rests on", restsOn.join("\n")], ["next", next], ["to do", what]];
  const shown = parts.filter(([, words]) => words !== "").map(([head, words]) =>
    words!.split("\n").map((line, i) => `  ${(i === 0 ? head! : "").padEnd(9)}  ${line}\n`).join("")
  );
  return `${object} ${state}\n${shown.join("")}`;
}
