/** Finds out what a plugin must know before it can answer, with the rights of the object. */
import {
  type Answer,
  flatten,
  groupOf,
  type Need,
  type ObjectRef,
  terminal,
} from "../../contract/mod.ts";
import { MAX_ROUNDS } from "schemas/plugin/rounds.ts";
import type { Installed } from "../../host/plugins.ts";
import { ask, call, named } from "../call.ts";
import { restsOn, type Work } from "../context.ts";
import type { Delivery } from "./delivery.ts";

/** Who asks, and for whose sake. */
interface Asking {
  readonly work: Work;
  readonly delivery: Delivery;
  readonly installed: Installed;
}

type Asked = { readonly needs: readonly Need[]; readonly state?: unknown };

/**
 * Asks again, with every answer so far, until no new need comes. Each id is found out once. Throws a terminal failure
 * after {@linkcode MAX_ROUNDS} rounds, or where nothing new was asked.
 */
export async function inRounds<A extends object>(
  asking: Asking,
  ask: (answers: readonly Answer[], state: unknown) => Promise<A | Asked>,
): Promise<Exclude<A, Asked>> {
  const answers = new Map<string, Answer>();
  let state: unknown;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const answer = await ask([...answers.values()], state);
    if (!("needs" in answer)) return answer as Exclude<A, Asked>;
    const open = answer.needs.filter(({ id }) => !answers.has(id));
    if (open.length === 0) throw terminal("ContractViolation", "asked for nothing new");
    for (const found of await Promise.all(open.map((need) => findOut(asking, need)))) {
      answers.set(found.id, found);
    }
    state = answer.state;
  }
  throw terminal("ContractViolation", `asked for more than ${MAX_ROUNDS} rounds`);
}

/** Finds out one need; what is refused or fails is an answer too. */
async function findOut(asking: Asking, need: Need): Promise<Answer> {
  const { id } = need;
  try {
    const found = await look(asking, need);
    return found === undefined ? { id, missing: true } : { id, found };
  } catch (error) {
    const { reason, message } = flatten(error);
    return { id, failed: { reason, message } };
  }
}

async function look({ work, delivery, installed }: Asking, need: Need): Promise<unknown> {
  const { cluster } = work.loops.kernel;
  if ("get" in need) {
    may(installed, "read", need.get);
    return await cluster.get(need.get, isConfig(work, need.get) ? {} : delivery.identity);
  }
  if ("list" in need) {
    may(installed, "list", need.list);
    return await cluster.list(need.list, delivery.identity);
  }
  if ("discovery" in need) return await cluster.discover(delivery.identity);
  if ("decrypt" in need) return await decrypt(work, delivery, need);
  if ("token" in need) return await token(work, need);
  // Who asks fetches it itself, over its own handles.
  if (work.loops.kernel.settings.noRemoteBases !== true) return {};
  const { url } = need.fetch;
  throw terminal("RemoteContentRefused", `content of other hosts is not fetched: ${url}`);
}

/** Secrets and ConfigMaps beside the object are the kernel's to read, as in Flux; their changes wake the object. */
function isConfig(work: Work, ref: ObjectRef): boolean {
  const { apiVersion, kind, namespace } = ref;
  if (apiVersion !== "v1" || (kind !== "Secret" && kind !== "ConfigMap")) return false;
  restsOn(work, ref);
  return namespace === work.pass.object.metadata.namespace;
}

/** A plugin reads only the kinds that its manifest asks for; Secrets only by name. */
function may(
  { id, manifest }: Installed,
  verb: "read" | "list",
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): void {
  const group = groupOf(apiVersion);
  const granted = (manifest.needs?.[verb] ?? []).some((one) =>
    (one.group === group || one.group === "*") &&
    (one.kind === kind || (one.kind === "*" && !(group === "" && kind === "Secret")))
  );
  if (!granted) throw terminal("NotGranted", `${id} may not ${verb} ${kind} of group "${group}"`);
}

async function decrypt(
  work: Work,
  delivery: Delivery,
  need: Extract<Need, { decrypt: unknown }>,
): Promise<unknown> {
  const { kernel } = work.loops;
  const installed = (delivery.pipeline.render ?? [])
    .map((id) => named(kernel, id))
    .find(({ manifest }) => manifest.kind === "decryptor");
  if (!installed) throw terminal("DecryptionUnavailable", "no decryptor stands in the pipeline");
  const { inputs } = delivery;
  const keys = work.pass.kind.profile.secrets ?? [];
  const decrypted = await inRounds({ work, delivery, installed }, (answers, state) => {
    const further = { documents: need.decrypt, keys, answers, state };
    return ask(work, installed, ["decryptor", "decrypt"], further, { inputs });
  });
  return decrypted.documents;
}

async function token(work: Work, need: Extract<Need, { token: unknown }>): Promise<unknown> {
  const { provider, request } = need.token;
  const installed = named(work.loops.kernel, provider);
  const { object } = work.pass;
  await using answered = await call(work, installed, ["auth", "token"], { object, request });
  return answered.answer;
}
