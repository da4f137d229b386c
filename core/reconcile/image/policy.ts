/** The policy loop: picks one tag of an image repository, and where it is asked for its digest. */
import { defined } from "../json.ts";
import { at, type KubeObject, refOf, transient, waiting } from "../../contract/mod.ts";
import { call, served, subject } from "../call.ts";
import type { Ended } from "../conclude.ts";
import type { Work } from "../context.ts";
import { fetchInputs, type Inputs } from "../inputs.ts";
import { durationOf } from "../profile.ts";
import type { Loop } from "../run_object.ts";

interface ImageRef {
  readonly name: string;
  readonly tag: string;
  readonly digest?: string;
}

export const policyLoop: Loop = { reconcile, remove: () => Promise.resolve({ kind: "released" }) };

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
  const always = reflection(pass.object) === "Always";
  const againInMs = always ? durationOf(pass.object, pass.kind.profile.interval) : undefined;
  return { kind: "ready", reason: "Succeeded", message, againInMs };
}

function reflection(object: KubeObject): unknown {
  return at(object, "/spec/digestReflectionPolicy") ?? "Never";
}

function messageOf({ name, tag, digest }: ImageRef, previous: ImageRef | undefined): string {
  const resolved = digest === undefined ? tag : `${tag} with digest ${digest}`;
  const old = previous &&
    `${previous.name}:${previous.tag}${previous.digest ? `@${previous.digest}` : ""}`;
  return `Latest image tag for ${name} resolved to ${resolved}${old ? ` (previously ${old})` : ""}`;
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
    throw waiting(
      "DependencyNotReady",
      "referenced ImageRepository has not been scanned yet",
      again,
    );
  }
  const plugin = served(pass.kernel, pass.kind.asks, pass.object);
  await using answered = await call(work, plugin, ["selector", "select"], {
    ...subject(plugin, pass.object, inputs),
    tags: list.tags,
    ...defined({ previous }),
  }, { inputs });
  if ("tag" in answered.answer) return answered.answer.tag;
  throw transient("Failure", answered.answer.none);
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
  const request = { ...subject(scanner, repository), tag };
  const lent = { object: repository };
  await using answered = await call(work, scanner, ["scanner", "resolve"], request, lent);
  return answered.answer.digest;
}
