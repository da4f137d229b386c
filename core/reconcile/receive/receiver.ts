/** The receiver loop: gives each Receiver the path that its webhook is called at. */
import { createHash } from "node:crypto";
import { type Data, type KubeObject, terminal, transient } from "../../contract/mod.ts";
import { readSecret } from "../call.ts";
import type { Ended } from "../conclude.ts";
import { restsOn, type Work } from "../context.ts";
import { formatDuration } from "../time.ts";
import { predicate } from "../expression.ts";
import { durationOf } from "../profile.ts";
import type { Loop } from "../run_object.ts";

interface ReceiverSpec {
  readonly events?: readonly string[];
  readonly resources?: readonly Resource[];
  readonly resourceFilter?: string;
  readonly secretRef?: { readonly name: string };
}

export interface Resource {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly filter?: string;
}

/** What a filter may look at: the object's metadata, the request, and the claims of its token. */
export const filterVariables = ["res", "req", "claims"] as const;

/** Nothing is left behind: the path lives in the status alone. */
export const receiverLoop: Loop = { reconcile };

export function specOf(object: KubeObject): ReceiverSpec {
  return (object["spec"] ?? {}) as Data & ReceiverSpec;
}

async function reconcile(work: Work): Promise<Ended> {
  const { pass } = work;
  const spec = specOf(pass.object);
  checkFilters(spec);
  const token = await tokenOf(work, spec);
  const { name, namespace = "" } = pass.object.metadata;
  const hash = createHash("sha256").update(token + name + namespace).digest("hex");
  const path = `/hook/${hash}`;
  pass.set("/webhookPath", path);
  const againInMs = durationOf(pass.object, pass.kind.profile.interval) ?? 600_000;
  const next = `Reconciliation finished, next run in ${formatDuration(againInMs)}`;
  pass.event({ type: "Normal", severity: "info", reason: "Succeeded", message: next });
  const message = `Receiver initialized for path: ${path}`;
  return { kind: "ready", reason: "Succeeded", message, againInMs };
}

function checkFilters({ resourceFilter, resources = [] }: ReceiverSpec): void {
  const filters = [
    ["resourceFilter", resourceFilter] as const,
    ...resources.map(({ filter }, i) => [`resources[${i}].filter`, filter] as const),
  ];
  for (const [where, filter] of filters) {
    if (filter === undefined || filter === "") continue;
    try {
      predicate(filter, filterVariables);
    } catch (error) {
      const said = `invalid ${where} expression: ${error instanceof Error ? error.message : error}`;
      throw terminal(
        "InvalidCELExpression",
        `Reconciliation failed terminally due to configuration error: ${said}`,
      );
    }
  }
}

/** The token that makes the path a secret; a receiver without a secret relies on what the request proves. */
async function tokenOf(work: Work, { secretRef }: ReceiverSpec): Promise<string> {
  if (secretRef === undefined) return "";
  const { namespace = "" } = work.pass.object.metadata;
  const { name } = secretRef;
  restsOn(work, { apiVersion: "v1", kind: "Secret", namespace, name });
  const secret = await readSecret(work.loops.kernel, namespace, name);
  const token = secret?.["token"];
  if (token) return new TextDecoder().decode(token);
  work.pass.set("/webhookPath", null);
  const full = `${namespace}/${name}`;
  throw transient(
    "TokenNotFound",
    secret
      ? `invalid '${full}' secret data: required fields 'token'`
      : `unable to read token from secret '${full}' error: secrets "${name}" not found`,
  );
}
