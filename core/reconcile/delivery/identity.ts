/** Whose rights a delivery uses, and on which cluster. */
import {
  at,
  type Data,
  type Failure,
  flatten,
  type KubeObject,
  transient,
} from "../../contract/mod.ts";
import { tenantConnection } from "../../kube/mod.ts";
import { readSecret } from "../call.ts";
import { quietly } from "../conclude.ts";
import { restsOn, type Work } from "../context.ts";
import { isMap } from "../json.ts";
import { notFound } from "../kinds.ts";
import type { Identity } from "../ports.ts";
import { textOf } from "../profile.ts";

/** The service account that an object names, else the operator's default; else the kernel itself. */
export function accountOf(object: KubeObject, byDefault?: string): Identity {
  const account = textOf(object, "/spec/serviceAccountName") ?? byDefault;
  if (account === undefined) return {};
  return { user: `system:serviceaccount:${object.metadata.namespace}:${account}` };
}

/**
 * The same on the cluster of `spec.kubeConfig`, where there is one. Throws a failure, of which it tells itself, where that
 * cannot be used.
 */
export async function identityOf(work: Work): Promise<Identity> {
  const { pass: { object }, loops: { kernel: { settings } } } = work;
  const account = accountOf(object, settings.defaultServiceAccount);
  const config = at(object, "/spec/kubeConfig");
  if (!isMap(config)) return account;
  try {
    const kubeconfig = await kubeconfigText(work, config);
    tenantConnection(kubeconfig);
    return { ...account, kubeconfig };
  } catch (error) {
    throw told(work, flatten(error).message);
  }
}

function told({ pass }: Work, why: string): Failure {
  const reason = "ReconciliationFailed", message = `failed to build kube client: ${why}`;
  pass.event({ type: "Warning", severity: "error", reason, message });
  return quietly(transient(reason, why));
}

async function kubeconfigText(work: Work, config: Data): Promise<string> {
  const name = textOf(config, "/secretRef/name"), key = textOf(config, "/secretRef/key");
  if (name === undefined) throw await noCredentials(work, textOf(config, "/configMapRef/name")!);
  const { namespace = "" } = work.pass.object.metadata;
  const ref = { apiVersion: "v1", kind: "Secret", namespace, name };
  restsOn(work, ref);
  const where = `KubeConfig secret '${namespace}/${name}'`;
  const data = await readSecret(work.loops.kernel, namespace, name);
  if (!data) throw new Error(`unable to read ${where} error: ${notFound(ref)}`);
  const found = key === undefined ? data["value"] ?? data["value.yaml"] : data[key];
  if (found) return new TextDecoder().decode(found);
  throw new Error(`${where} does not contain a '${key ?? "value"}' key with a kubeconfig`);
}

const providers = ["aws", "azure", "gcp", "generic"];

/** Why the ConfigMap of a cluster without a kubeconfig is of no use: no plugin gives its credentials. */
async function noCredentials(work: Work, name: string): Promise<Error> {
  const { pass: { object }, loops: { kernel } } = work;
  const { namespace = "" } = object.metadata;
  const ref = { apiVersion: "v1", kind: "ConfigMap", namespace, name };
  restsOn(work, ref);
  const found = await kernel.cluster.get(ref);
  if (!found) return new Error(`failed to get configmap ${namespace}/${name}: ${notFound(ref)}`);
  const provider = textOf(found, "/data/provider") ?? "";
  const why = providers.includes(provider)
    ? "is not installed: no plugin gives credentials of clusters"
    : "not implemented";
  return new Error(`provider '${provider}' ${why}`);
}
