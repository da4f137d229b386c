/** The receiver loop: gives each Receiver the path that its webhook is called at. */
import { createHash } from "node:crypto";
import {
  type Data,
  type KubeObject,
  type ReceiverSpec,
  terminal,
  transient,
} from "../../contract/mod.ts";
import { readSecret } from "../call.ts";
import { type Ended, observe, quietly } from "../conclude.ts";
import { restsOn, type Work } from "../context.ts";
import { formatDuration } from "schemas/duration.ts";
import { predicate } from "../expression.ts";
import type { Pass } from "../pass.ts";
import { durationOf } from "../profile.ts";
import type { Loop } from "../run_object.ts";

/** Nothing is left behind: the path lives in the status alone. */
export const receiverLoop: Loop = {
  reconcile,
  suspended({ pass }) {
    if (!pass.isReady) return;
    observe(pass);
    tellNext(pass);
  },
  released: ({ pass }) => observe(pass),
};

export function specOf(object: KubeObject): ReceiverSpec {
  return (object["spec"] ?? {}) as Data & ReceiverSpec;
}

export function hasFilters({ resourceFilter, resources = [] }: ReceiverSpec): boolean {
  return [resourceFilter, ...resources.map(({ filter }) => filter)].some(Boolean);
}

async function reconcile(work: Work): Promise<Ended> {
  const { pass } = work;
  const spec = specOf(pass.object);
  checkFilters(spec);
  const token = await tokenOf(work, spec);
  const { name, namespace = "" } = pass.object.metadata;
  const hash = createHash("sha256").update(token).update(name + namespace).digest("hex");
  const path = `/hook/${hash}`;
  pass.set("/webhookPath", path);
  const againInMs = tellNext(pass);
  const message = `Receiver initialized for path: ${path}`;
  return { kind: "ready", reason: "Succeeded", message, againInMs };
}

function tellNext(pass: Pass): number {
  const againInMs = durationOf(pass.object, pass.kind.profile.interval) ?? 600_000;
  const message = `Reconciliation finished, next run in ${formatDuration(againInMs)}`;
  pass.event({ type: "Normal", severity: "info", reason: "Succeeded", message });
  return againInMs;
}

/** What a filter may look at: the object's metadata, the request, and the claims of its token where there is one. */
function checkFilters({ resourceFilter, resources = [], oidcProviders }: ReceiverSpec): void {
  const variables = ["res", "req", ...(oidcProviders ? ["claims"] : [])];
  const filters = [
    ["invalid resourceFilter expression", resourceFilter] as const,
    ...resources.map(({ kind, name, filter }, i) => {
      const which = `resources[${i}] (kind=${JSON.stringify(kind)}, name=${JSON.stringify(name)})`;
      return [`invalid filter expression for ${which}`, filter] as const;
    }),
  ];
  for (const [where, filter] of filters) {
    if (!filter) continue;
    try {
      predicate(filter, variables);
    } catch (error) {
      const said = `${where}: ${error instanceof Error ? error.message : error}`;
      throw terminal(
        "InvalidCELExpression",
        `Reconciliation failed terminally due to configuration error: ${said}`,
      );
    }
  }
}

/** The token that makes the path a secret; a receiver without a secret relies on what the request proves. */
async function tokenOf(work: Work, { secretRef }: ReceiverSpec): Promise<Uint8Array> {
  if (secretRef === undefined) return new Uint8Array();
  const { pass, loops: { kernel } } = work;
  const { namespace = "" } = pass.object.metadata, { name } = secretRef;
  restsOn(work, { apiVersion: "v1", kind: "Secret", namespace, name });
  const secret = await readSecret(kernel, namespace, name);
  const token = secret?.["token"];
  if (token) return token;
  pass.set("/webhookPath", null);
  const full = `${namespace}/${name}`;
  const message = secret
    ? `invalid '${full}' secret data: required fields 'token'`
    : `unable to read token from secret '${full}' error: secrets "${name}" not found`;
  // The event's reason is not the condition's, with Flux.
  pass.event({ type: "Warning", severity: "error", reason: "Failed", message });
  throw quietly(transient("TokenNotFound", message));
}
