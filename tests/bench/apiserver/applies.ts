import { ask, type Measured } from "./server.ts";

const inFlight = 32, names = 200;

/** What server-side applies of Deployments reach. */
export interface Applies {
  readonly perSecond: number;
  readonly p99: number;
}

/** A Deployment of the usual size; each turn has another image. */
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

/** Applies with 32 requests in flight on one pool, after a warm-up as long as a third of the time. */
export async function measureApplies(server: Measured, seconds: number): Promise<Applies> {
  const begin = performance.now() + seconds * 333, end = begin + seconds * 1000;
  const times: number[] = [];
  let turn = 0;
  const worker = async () => {
    while (performance.now() < end) {
      const mine = turn++, name = `bench-${mine % names}`, start = performance.now();
      const { status, text } = await ask(
        server,
        `/apis/apps/v1/namespaces/default/deployments/${name}?fieldManager=bench&force=true`,
        {
          method: "PATCH",
          headers: { "content-type": "application/apply-patch+yaml" },
          body: body(name, mine),
        },
      );
      if (status > 201) throw new Error(`Cannot apply ${name}: ${text}`);
      if (start > begin) times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  times.sort((a, b) => a - b);
  return {
    perSecond: Math.round(times.length / seconds),
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
  };
}
