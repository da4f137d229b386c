/** Bodies that other probes send, changed at places that a seed determines: what is said against them? */
import { namespace, post, type Probe, type Step } from "../steps.ts";
import { type Choices, choicesOf } from "./random.ts";

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const texts = [
  ...["", "x", "a b", "a_b", "A.B/c", "10", "-1", "1Gi", "50%", "101%", "10.0.0.1", "::1", "x-"],
  ...["10.0.0.0/8", "2020-01-01T00:00:00Z", "None", "Always", "/a/../b", "*", "TCP", "http://x"],
  "a".repeat(64),
];
const numbers = [0, -1, 1, 2, 100, 101, 65_535, 65_536, 2_147_483_647];
const keys = ["a/b", "x", "-bad", "A.b/c", "kubernetes.io/x"];
const perSeed = 150;

/** Places below a value, each with what holds it. */
function places(value: unknown, path: string): { holder: Tree | unknown[]; key: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Tree | unknown[];
  return Object.keys(value).flatMap((key) => [
    ...(/^\/(apiVersion|kind|metadata)/.test(`${path}/${key}`) ? [] : [{ holder, key }]),
    ...places((value as Tree)[key], `${path}/${key}`),
  ]);
}

function other(c: Choices, value: unknown): unknown {
  if (typeof value === "string") return c.pick(texts);
  if (typeof value === "number") return c.pick(numbers);
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return c.chance(0.5) ? [] : [...value, ...value];
  if (!isTree(value)) return c.pick(texts);
  const [first = "v"] = Object.values(value);
  return c.chance(0.4) ? {} : { ...value, [c.pick(keys)]: first };
}

function mutated(c: Choices, body: Tree): Tree {
  const copy = structuredClone(body), all = places(copy, "");
  if (all.length === 0) return copy;
  const { holder, key } = c.pick(all);
  if (c.chance(0.2)) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else (holder as Tree)[key] = other(c, (holder as Tree)[key]);
  return copy;
}

const left =
  /customresourcedefinitions|admissionpolic|reviews|token|eviction|example\.com|\/namespaces$/;

/** The creations of probes that need nothing else. */
function creations(probes: readonly Probe[], space: string): { path: string; body: Tree }[] {
  const bodies = probes.flatMap(({ steps }) => steps).flatMap(({ method, path = "", body }: Step) =>
    method === "POST" && isTree(body) && !left.test(path) &&
      !/\$[{a-z]|generateName/.test(path + JSON.stringify(body))
      ? [{ path: path.replace(/\/namespaces\/[^/]+\//, `/namespaces/${space}/`), body }]
      : []
  );
  return [...new Map(bodies.map((one) => [JSON.stringify(one), one])).values()];
}

/** For each seed a probe with dry runs of changed bodies of `probes`. */
export function mutationsOf(probes: readonly Probe[], seeds: readonly number[]): Probe[] {
  return seeds.map((seed) => {
    const c = choicesOf(seed), name = `mutations-${seed}`, all = creations(probes, name);
    const steps = Array.from({ length: perSeed }, () => {
      const { path, body } = c.pick(all);
      return post(path, mutated(c, body), { query: "dryRun=All" });
    });
    return { name, rv: false, steps: [namespace(name), ...steps] };
  });
}
