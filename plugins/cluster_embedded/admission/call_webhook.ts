import { request as httpsRequest } from "node:https";
import type { Api } from "../api.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt, valueAt } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";

const defaultSeconds = 10, defaultPort = 443;

/** Sends a review to a webhook, by URL or through a Service. Throws an Error where no review comes back. */
export async function callWebhook(api: Api, webhook: Tree, request: Tree): Promise<Tree> {
  const body = writeJson({ kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request });
  const seconds = Number(webhook.timeoutSeconds ?? defaultSeconds);
  const signal = AbortSignal.timeout(seconds * 1000), query = `?timeout=${seconds}s`;
  const client = treeAt(webhook, "clientConfig"), url = textAt(client, "url");
  const bundle = textAt(client, "caBundle");
  const authority = bundle === "" ? undefined : atob(bundle);
  return url === ""
    ? await callService(api, withQuery(treeAt(client, "service"), query), body, authority, signal)
    : await callUrl(url + query, body, authority, signal);
}

function withQuery(service: Tree, query: string): Tree {
  return { ...service, path: `${service.path ?? "/"}${query}` };
}

async function callUrl(
  url: string,
  body: string,
  authority: string | undefined,
  signal: AbortSignal,
): Promise<Tree> {
  const client = authority === undefined
    ? undefined
    : Deno.createHttpClient({ caCerts: [authority] });
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal,
      ...(client === undefined ? {} : { client }),
    });
    return reviewOf(response.status, await response.text());
  } finally {
    client?.close();
  }
}

function reviewOf(status: number, text: string): Tree {
  const answer: unknown = status < 300 ? JSON.parse(text) : undefined;
  if (isTree(answer)) return answer;
  const said = JSON.stringify(text.trim() || "unknown");
  throw new Error(`an error on the server (${said}) has prevented the request from succeeding`);
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The name in the certificate is the Service's, whatever the address. */
function callService(
  api: Api,
  service: Tree,
  body: string,
  authority: string | undefined,
  signal: AbortSignal,
): Promise<Tree> {
  const { name, namespace, path } = service;
  const port = Number(service.port ?? defaultPort), servername = `${name}.${namespace}.svc`;
  const address = addressOf(api, `${namespace}/${name}`, port);
  const shown = `Post "https://${servername}:${port}${path}": `;
  if (typeof address === "string") throw new Error(shown + address);
  const { promise, resolve, reject } = Promise.withResolvers<Tree>();
  const fail = (error: Error) => reject(new Error(shown + error.message));
  const sent = httpsRequest({
    ...{ host: address.host, port: address.port, servername, signal, agent: false },
    method: "POST",
    path: String(path),
    headers: {
      host: `${servername}:${port}`,
      "content-type": "application/json",
      "content-length": new TextEncoder().encode(body).length,
    },
    ...(authority === undefined ? {} : { ca: authority }),
  }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => text += chunk);
    response.on("error", fail).on("end", () => {
      try {
        resolve(reviewOf(response.statusCode ?? 0, text));
      } catch (error) {
        fail(error as Error);
      }
    });
  });
  sent.on("error", fail).end(body);
  return promise;
}

/** Where a Service leads: its external name, or the first ready endpoint; else why nowhere. */
function addressOf(api: Api, key: string, port: number): Address | string {
  const service = api.store.bucket("/services").objects.get(key);
  const name = key.split("/")[1]!;
  if (service === undefined) return `service "${name}" not found`;
  if (valueAt(service, "spec", "type") === "ExternalName") {
    return { host: textAt(service, "spec", "externalName"), port };
  }
  const own = treesAt(service, "spec", "ports").find((one) => one.port === port);
  if (own === undefined) return `no service port ${port} found for service "${name}"`;
  return endpointOf(api, key, own) ?? `no endpoints available for service "${name}"`;
}

function endpointOf(api: Api, key: string, port: Tree): Address | undefined {
  const [namespace, name] = key.split("/");
  for (const slice of api.store.bucket("discovery.k8s.io/endpointslices").objects.values()) {
    const { metadata } = slice;
    if (textAt(metadata, "namespace") !== namespace) continue;
    if (treeAt(metadata, "labels")["kubernetes.io/service-name"] !== name) continue;
    const ready = treesAt(slice, "endpoints").find((one) =>
      treeAt(one, "conditions").ready !== false && listAt(one, "addresses").length > 0
    );
    const target = treesAt(slice, "ports").find((one) => (one.name ?? "") === (port.name ?? ""));
    if (ready === undefined || target === undefined) continue;
    return { host: String(listAt(ready, "addresses")[0]), port: Number(target.port) };
  }
  return undefined;
}
