/** Admission webhooks, by URL and through a Service, asked by the real server and the embedded one. */
import { assertEquals } from "@std/assert";
import { createApiServer, listen } from "../../plugins/cluster_embedded/mod.ts";
import { makeAuthority } from "../../plugins/cluster_embedded/tls/certificate.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control_plane.ts";

interface Review {
  readonly request: { readonly uid: string; readonly object: Record<string, unknown> };
}
type Answer = (review: Review) => unknown;

const patch = (operations: unknown) => ({
  allowed: true,
  patchType: "JSONPatch",
  patch: btoa(JSON.stringify(operations)),
});
const label = (name: string) => [{
  op: "add",
  path: "/metadata/annotations",
  value: { [name]: "1" },
}];

/** What the webhook of each path answers; a number is a status without a review. */
const answers: Readonly<Record<string, Answer | number>> = {
  allow: () => ({ allowed: true }),
  warn: () => ({ allowed: true, warnings: ["take care", 'a "quoted" one'] }),
  deny: () => ({ allowed: false }),
  message: () => ({ allowed: false, status: { message: "not today" } }),
  reason: () => ({ allowed: false, status: { reason: "Conflict", code: 409, message: "m" } }),
  code: () => ({ allowed: false, status: { code: 418 } }),
  mutate: () => patch(label("mutated")),
  sees: ({ request: { object } }) => patch(label(Object.keys(object).sort().join("-"))),
  "bad-patch": () => patch([{ op: "remove", path: "/none" }]),
  failing: 500,
};

const mutating = new Set(["mutate", "sees", "bad-patch"]);

function serveHooks(cert: string, key: string): { port: number; close(): Promise<void> } {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen() {} },
    async (request) => {
      const review: Review = await request.json();
      const answer = answers[new URL(request.url).pathname.slice(1)];
      if (answer === undefined || typeof answer === "number") {
        return new Response("no", { status: answer ?? 404 });
      }
      const response = { uid: review.request.uid, ...answer(review) as object };
      return Response.json({
        apiVersion: "admission.k8s.io/v1",
        kind: "AdmissionReview",
        response,
      });
    },
  );
  return { port: server.addr.port, close: () => server.shutdown() };
}

interface Target {
  readonly url: string;
  readonly token: string;
  readonly client?: Deno.HttpClient;
}

async function send({ url, token, client }: Target, path: string, body: unknown) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(client === undefined ? {} : { client }),
  });
  const { metadata, message, reason, details, code }: Record<string, never> = await response.json();
  const { annotations } = (metadata ?? {}) as { annotations?: unknown };
  const warning = response.headers.get("warning");
  return { status: response.status, annotations, message, reason, details, code, warning };
}

const admission = "/apis/admissionregistration.k8s.io/v1";

function configuration(name: string, clientConfig: unknown, more: object = {}): unknown {
  return {
    metadata: { name: `hook-${name}` },
    webhooks: [{
      name: `${name}.example.com`,
      clientConfig,
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      timeoutSeconds: 3,
      objectSelector: { matchLabels: { hook: name } },
      rules: [{
        apiGroups: [""],
        apiVersions: ["v1"],
        resources: ["configmaps"],
        operations: ["CREATE"],
      }],
      ...more,
    }],
  };
}

/** What a server answers to one ConfigMap for each webhook, by the webhook's name. */
async function play(target: Target, port: number, authority: string) {
  const caBundle = btoa(authority);
  const byUrl = (path: string, at = port) => ({ url: `https://127.0.0.1:${at}/${path}`, caBundle });
  const service = (name: string, path: string) => ({
    service: { name, namespace: "default", port, path },
    caBundle,
  });
  await send(target, "/api/v1/namespaces/default/services", {
    metadata: { name: "hook" },
    spec: { type: "ExternalName", externalName: "localhost" },
  });
  const all: [string, unknown][] = [
    ...Object.keys(answers).map((name) =>
      [name, configuration(name, byUrl(name))] as [
        string,
        unknown,
      ]
    ),
    ["service", configuration("service", service("hook", "/message"))],
    ["absent", configuration("absent", service("none", "/allow"))],
    ["ignored", configuration("ignored", byUrl("failing"), { failurePolicy: "Ignore" })],
    [
      "condition",
      configuration("condition", byUrl("deny"), {
        matchConditions: [{ name: "never", expression: "object.metadata.name == 'other'" }],
      }),
    ],
  ];
  for (const [name, body] of all) {
    const kind = mutating.has(name) ? "mutating" : "validating";
    const { status } = await send(target, `${admission}/${kind}webhookconfigurations`, body);
    assertEquals(status, 201, name);
  }
  const map = (name: string) => ({ metadata: { name, labels: { hook: name } } });
  const maps = "/api/v1/namespaces/default/configmaps?dryRun=All";
  // Configurations take effect a little later: all of them, once the last one does.
  const end = Date.now() + 10_000;
  while ((await send(target, maps, map("service"))).status === 201 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const found: Record<string, unknown> = {};
  for (const [name] of all) found[name] = await send(target, maps, map(name));
  return found;
}

const ignore = findAssets() === undefined;

Deno.test({
  name: ignore
    ? "the real API server is absent: webhooks are not compared"
    : "the embedded server asks webhooks, and takes their answers, as the real one",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const authority = await makeAuthority(new Date());
    const { cert, key } = await authority.issue("server", {
      name: "hook",
      names: ["hook.default.svc", "localhost"],
      addresses: ["127.0.0.1"],
    });
    const hooks = serveHooks(cert, key);
    await using real = await startControlPlane();
    using client = Deno.createHttpClient({ caCerts: [real.caCert] });
    const users = new Map([["t", { name: "admin", groups: ["system:masters"] }]]);
    const own = await listen(createApiServer({ users }), { http: true });
    try {
      const wanted = await play(
        { url: real.url, token: real.token, client },
        hooks.port,
        authority.cert,
      );
      const given = await play({ url: own.url, token: "t" }, hooks.port, authority.cert);
      assertEquals(given, wanted);
    } finally {
      await own.close();
      await hooks.close();
    }
  },
});
