/**
 * Measures server-side applies of Deployments: `deno run -A tests/bench/apiserver.ts URL TOKEN [SECONDS]`.
 * 32 requests in flight on one connection pool; a real server is measured by its URL the same way
 * (`--unsafely-ignore-certificate-errors`).
 */
const [url, token, seconds = "5"] = Deno.args;
const inFlight = 32, names = 200;
const root = `${url}/apis/apps/v1/namespaces/default/deployments`;
const headers = {
  authorization: `Bearer ${token}`,
  "content-type": "application/apply-patch+yaml",
};

function body(name: string, turn: number): string {
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{
            name: "app",
            image: `registry.example.com/app:${turn}`,
            ports: [{ containerPort: 8080 }],
            env: [{ name: "A", value: "1" }, { name: "B", value: "2" }],
            resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
          }],
        },
      },
    },
  });
}

const end = performance.now() + Number(seconds) * 1000;
const times: number[] = [];
let turn = 0;
async function worker(): Promise<void> {
  while (performance.now() < end) {
    const mine = turn++, name = `bench-${mine % names}`, start = performance.now();
    const response = await fetch(`${root}/${name}?fieldManager=bench&force=true`, {
      method: "PATCH",
      headers,
      body: body(name, mine),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`Cannot apply ${name}: status is ${response.status}`);
    times.push(performance.now() - start);
  }
}
await Promise.all(Array.from({ length: inFlight }, worker));
times.sort((a, b) => a - b);
const at = (part: number) => times[Math.floor(times.length * part)]!.toFixed(1);
console.log(
  `${Math.round(times.length / Number(seconds))} applies/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
);
