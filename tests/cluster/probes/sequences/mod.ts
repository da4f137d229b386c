/** Sequences of writes to one object by several managers, chosen by a seed: who owns what after each? */
import { apply, get, json, merge, namespace, post, type Probe, put, remove } from "../steps.ts";
import type { Step } from "../steps.ts";
import { strategic } from "../steps.ts";
import { type Choices, choicesOf } from "./random.ts";
import { definition, type Shape, shapes, someMap } from "./tables/shapes.ts";

const writes = 14;
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const uids = ["11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"];

function metadata(c: Choices): object {
  return {
    name: "o",
    labels: c.maybe(0.4, () => someMap(c)),
    annotations: c.maybe(0.4, () => someMap(c)),
    finalizers: c.maybe(0.1, () => c.some(["a.b/x", "a.b/y"], (name) => name)),
    ownerReferences: c.maybe(
      0.1,
      () => c.some(uids, (uid) => ({ apiVersion: "v1", kind: "X", name: c.pick(["n", "m"]), uid })),
    ),
  };
}

function whole(c: Choices, { apiVersion, kind, body }: Shape): object {
  return { apiVersion, kind, metadata: metadata(c), ...body(c) };
}

function write(c: Choices, shape: Shape, path: string): Step {
  const query = `fieldManager=${c.pick(["one", "two", "three"])}`, one = `${path}/o`;
  const choice = c.next(), { apiVersion, kind, status, custom } = shape;
  if (choice < 0.55) {
    const more = { query: c.chance(0.7) ? `${query}&force=true` : query };
    return apply(one, whole(c, shape), more);
  }
  if (choice < 0.65 && status !== undefined) {
    const body = { apiVersion, kind, metadata: { name: "o" }, status: status(c) };
    return (c.chance(0.6) ? apply : merge)(`${one}/status`, body, { query });
  }
  if (choice < 0.75) return merge(one, whole(c, shape), { query });
  if (choice < 0.87 && custom === undefined) return strategic(one, whole(c, shape), { query });
  if (choice < 0.95) return put(one, whole(c, shape), { query });
  const op = c.pick(["add", "remove", "replace"]), at = c.pick(["labels", "annotations/k1"]);
  return json(one, [{ op, path: `/metadata/${at}`, value: c.pick(["z", { k1: "z" }]) }], { query });
}

function sequence(shape: Shape, seed: number): Probe {
  const c = choicesOf(seed), name = `sequence-${shape.kind.toLowerCase()}-${seed}`;
  const path = shape.path.replace("NS", name);
  const known = `${definitions}/${definition.metadata.name}`;
  const before = shape.custom === undefined ? [] : [
    post(definitions, definition, { quiet: true }),
    get(shape.path.replace("NS", "default"), { until: { status: 200 }, quiet: true, sleep: 300 }),
  ];
  const after = shape.custom === undefined ? [] : [
    merge(`${path}/o`, { metadata: { finalizers: null } }, { quiet: true }),
    remove(known, undefined, { quiet: true }),
    get(known, { until: { status: 404 }, quiet: true }),
  ];
  const first = post(path, whole(c, shape), { query: "fieldManager=one" });
  const steps = Array.from({ length: writes }, () => write(c, shape, path));
  return {
    name,
    managed: true,
    rv: false,
    steps: [
      namespace(name),
      ...before,
      c.chance(0.5) ? first : apply(`${path}/o`, whole(c, shape)),
      ...steps,
      ...after,
    ],
  };
}

/** For each kind, one sequence for each seed. */
export function sequencesOf(seeds: readonly number[]): Probe[] {
  return seeds.flatMap((seed) => shapes.map((shape) => sequence(shape, seed)));
}
