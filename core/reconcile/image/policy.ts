/** The policy loop: picks one tag of an image repository, and where it is asked for its digest. */
import { defined } from "../json.ts";
import { at, type KubeObject, refOf, transient, waiting } from "../../contract/mod.ts";
import { ask, served } from "../call.ts";
import { type Ended, ready } from "../conclude.ts";
import type { Work } from "../context.ts";
import { fetchInputs, type Inputs } from "../inputs.ts";
import type { Loop } from "../run_object.ts";

interface ImageRef {
  readonly name: string;
  readonly tag: string;
  readonly digest?: string;
}

export const policyLoop: Loop = { reconcile };

async function reconcile(work: Work): Promise<Ended> {
  const { pass } = work;
  const inputs = await fetchInputs(work);
  const repository = Object.values(inputs.objects).flat()[0];
  const before = pass.held("/latestRef") as ImageRef | undefined;
  const tag = await select(work, inputs, { repository, previous: before?.tag });
  const name = String(at(repository, "/spec/image") ?? "");
  const digest = await digestOf(work, { repository: repository!, tag, name, before });
  const now: ImageRef = { name, tag, ...defined({ digest }) };
  const changed = JSON.stringify(before) !== JSON.stringify(now);
  if (changed && before !== undefined) pass.set("/observedPreviousRef", before);
  if (changed) pass.set("/latestRef", now);
  const previous = pass.held("/observedPreviousRef") as ImageRef | undefined;
  const message = messageOf(now, previous);
  if (changed) pass.event({ type: "Normal", severity: "info", reason: "Succeeded", message });
  const ended = ready(pass, message);
  // A tag that always shows its digest is looked at again; any other only when new tags are found.
  return reflection(pass.object) === "Always" ? ended : { ...ended, againInMs: undefined };
}

function reflection(object: KubeObject): unknown {
  return at(object, "/spec/digestReflectionPolicy") ?? "Never";
}

function messageOf({ name, tag, digest }: ImageRef, previous: ImageRef | undefined): string {
  const resolved = digest === undefined ? tag : `${tag} with digest ${digest}`;
  const at = previous?.digest ? `@${previous.digest}` : "";
  const old = previous ? ` (previously ${previous.name}:${previous.tag}${at})` : "";
  return `Latest image tag for ${name} resolved to ${resolved}${old}`;
}

async function select(
  work: Work,
  inputs: Inputs,
  { repository, previous }: {
    readonly repository: KubeObject | undefined;
    readonly previous: string | undefined;
  },
): Promise<string> {
  const { pass, loops } = work;
  const list = repository && loops.tags.get(refOf(repository));
  if (!list || list.tags.length === 0) {
    const again = loops.kernel.settings.requeueDependencyMs;
    const said = "referenced ImageRepository has not been scanned yet";
    throw waiting("DependencyNotReady", said, again);
  }
  const plugin = served(pass.kernel, pass.kind.asks, pass.object);
  const further = { tags: list.tags, ...defined({ previous }) };
  const answer = await ask(work, plugin, ["selector", "select"], further, { inputs });
  if ("tag" in answer) return answer.tag;
  throw transient("Failure", answer.none);
}

async function digestOf(
  work: Work,
  { repository, tag, name, before }: {
    readonly repository: KubeObject;
    readonly tag: string;
    readonly name: string;
    readonly before: ImageRef | undefined;
  },
): Promise<string | undefined> {
  const policy = reflection(work.pass.object);
  if (policy === "Never") return undefined;
  const same = before?.name === name && before.tag === tag;
  if (policy === "IfNotPresent" && same && before.digest !== undefined) return before.digest;
  const scanner = served(work.loops.kernel, "scanner", repository);
  const lent = { object: repository };
  return (await ask(work, scanner, ["scanner", "resolve"], { tag }, lent)).digest;
}
