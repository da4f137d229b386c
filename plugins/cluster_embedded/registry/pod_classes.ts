import type { Api, Guard } from "../api.ts";
import { forbiddenError } from "../errors/api_error.ts";
import { clone, textAt, type Tree, treeAt } from "../json/tree.ts";

const systemPriorities: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};
const preempts = "PreemptLowerPriority";

/** What a new Pod gets from the classes that it names. Throws 403 where there is no such class. */
export function podClassesGuard(api: Api): Guard {
  return {
    bucket: "/pods",
    prepare(object, old) {
      if (old !== undefined) return [];
      const spec = treeAt(object, "spec"), name = textAt(object, "metadata", "name");
      const refuse = (message: string) =>
        forbiddenError({ group: "", name: "pods" }, name, message);
      takePriority(api, spec, refuse);
      takeRuntime(api, spec, refuse);
      return [];
    },
  };
}

type Refuse = (message: string) => Error;

function takePriority(api: Api, spec: Tree, refuse: Refuse): void {
  const classes = api.store.bucket("scheduling.k8s.io/priorityclasses").objects;
  const asked = textAt(spec, "priorityClassName");
  const found = asked === ""
    ? [...classes.values()].find(({ globalDefault }) => globalDefault === true)
    : classes.get(asked);
  if (found === undefined && asked !== "" && systemPriorities[asked] === undefined) {
    throw refuse(`no PriorityClass with name ${asked} was found`);
  }
  if (found !== undefined) spec.priorityClassName = textAt(found, "metadata", "name");
  spec.priority = found?.value ?? systemPriorities[asked] ?? 0;
  const policy = textAt(found, "preemptionPolicy") || preempts;
  const given = textAt(spec, "preemptionPolicy") || policy;
  if (given !== policy) {
    throw refuse(
      `the string value of PreemptionPolicy (${given}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  spec.preemptionPolicy = policy;
}

function takeRuntime(api: Api, spec: Tree, refuse: Refuse): void {
  const name = textAt(spec, "runtimeClassName");
  if (name === "") return;
  const found = api.store.bucket("node.k8s.io/runtimeclasses").objects.get(name);
  if (found === undefined) throw refuse(`pod rejected: RuntimeClass "${name}" not found`);
  const overhead = treeAt(found, "overhead").podFixed;
  if (overhead !== undefined) spec.overhead = clone(overhead);
  const nodes = treeAt(found, "scheduling", "nodeSelector");
  if (Object.keys(nodes).length > 0) {
    spec.nodeSelector = { ...treeAt(spec, "nodeSelector"), ...nodes };
  }
}
