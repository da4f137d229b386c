/** The parts of one delivery, shared by the steps that carry it out. */
import {
  type KubeObject,
  type ObjectRef,
  refOf,
  type Step,
  type StepOf,
  type StepResult,
} from "../../contract/mod.ts";
import type { Work } from "../context.ts";
import { aboutRevision } from "../content.ts";
import type { Inputs } from "../inputs.ts";
import { controllerOf, idOf } from "../kinds.ts";
import type { Identity, Pipeline } from "../ports.ts";
import { accountOf } from "./identity.ts";
import { Inventory } from "./inventory.ts";

export interface Delivery {
  readonly purpose: "deliver" | "drift" | "delete";
  readonly pipeline: Pipeline;
  identity: Identity;
  readonly manager: string;
  readonly inputs: Inputs;
  /** The content's revision; of an object without content, its generation. */
  readonly revision: string;
  readonly originRevision: string | undefined;
  /** The revision and the time-out, in words. */
  readonly about: string;
  /** Where the content came from: asked again before a wait goes on. */
  readonly source: ObjectRef | undefined;
  readonly drifted: readonly ObjectRef[];
  /** What it turned out to rest on. */
  readonly refs: readonly ObjectRef[];
  /** What was rendered. A `render` step adds to it. */
  readonly set: KubeObject[];
  /** Names what was rendered, once it was. */
  digest?: string;
  readonly inventory: Inventory;
  readonly round: Round;
}

/** How far an applier's plan has come. */
interface Round {
  /** How often the applier was asked. */
  asked: number;
  /** Objects created, changed or deleted so far. */
  changed: number;
  state?: unknown;
  /** Of the round before. */
  results?: readonly (readonly StepResult[])[];
  /** The plan of this round; absent, the applier is to be asked. */
  groups?: readonly (readonly Step[])[];
  /** Objects as their apply left them, by name, until they are judged: to read them at once would tell the same. */
  readonly applied: Map<string, KubeObject>;
  /** When an object that is waited for was last found current: monotonic milliseconds, by name. */
  readonly current: Map<string, number>;
  /** Results of the groups of this round that are over. */
  over: (readonly StepResult[])[];
  /** Results of the group under way; its waits have none yet. */
  partial?: (StepResult | undefined)[];
  /** Monotonic milliseconds at which the waits of the group under way are given up. */
  deadlines: Map<StepOf<"wait">, number>;
  /** Whether an object that is waited for could not be judged, or not by itself: no change of it may tell when that is over. */
  unsure?: boolean;
}

/** A delivery that begins: nothing is rendered, nothing is asked. */
export function begin(
  { pass, loops, refs }: Work,
  { purpose, inputs, drifted = [] }: {
    readonly purpose: Delivery["purpose"];
    readonly inputs: Inputs;
    readonly drifted?: readonly ObjectRef[];
  },
): Delivery {
  const { object, kind } = pass;
  const content = inputs.artifacts[0];
  const source = content && inputs.objects[content.as]?.[0];
  const revision = revisionOf({ pass }, inputs);
  const keeps = kind.profile.keeps ?? ["inventory"];
  return {
    purpose,
    pipeline: loops.kernel.settings.pipelines[idOf(kind)]!,
    identity: accountOf(object, loops.kernel.settings.defaultServiceAccount),
    manager: kind.profile.manager ?? controllerOf(kind),
    inputs,
    revision,
    about: aboutRevision(pass, revision),
    originRevision: content?.artifact.metadata?.["org.opencontainers.image.revision"],
    source: source && refOf(source),
    drifted,
    refs,
    set: [],
    inventory: new Inventory(pass, keeps.includes("inventory")),
    round: {
      asked: 0,
      changed: 0,
      over: [],
      deadlines: new Map(),
      applied: new Map(),
      current: new Map(),
    },
  };
}

/** The revision of the content that the inputs bring; of an object without content, its generation. */
export function revisionOf({ pass }: Pick<Work, "pass">, { artifacts }: Inputs): string {
  return artifacts[0]?.artifact.revision ?? String(pass.generation);
}
