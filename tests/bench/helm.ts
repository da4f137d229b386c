import { fileURLToPath } from "node:url";
import { type Chart, printRelease, readChart, renderRelease } from "../../plugins/lib/helm/mod.ts";
import { CORPUS, exists } from "../compat/corpus.ts";
import { HELM } from "../compat/helm_binary.ts";
import type { Figure } from "./queue.ts";

/** What helm takes to start and do nothing. */
const START_MS = 31;
/** What a cold render may take longer than helm does, where helm takes less than `LONG_MS`. */
const GRACE_MS = 60;
const LONG_MS = 150;
const WARM_RUNS = 15;
const COLD_RUNS = 5;
const STACK = "pc-charts/kube-prometheus-stack";
const STACK_BAR_MS = 60;
const CHARTS = [
  STACK,
  "argo-helm/argo-cd",
  "argo-helm/argo-workflows",
  "bitnami/grafana",
  "bitnami/kafka",
  "bitnami/mongodb",
  "bitnami/postgresql",
  "bitnami/redis",
  "bitnami/wordpress",
  "cert-manager/cert-manager",
  "cnpg/cloudnative-pg",
  "eso/external-secrets",
  "grafana/loki",
  "ingress-nginx/ingress-nginx",
  "jenkins/jenkins",
  "nextcloud/nextcloud",
  "otel/opentelemetry-demo",
  "pc-charts/prometheus",
  "podinfo/podinfo",
  "traefik/traefik",
  "vault/vault",
  "velero/velero",
] as const;

const cli = fileURLToPath(new URL("../../core/main.ts", import.meta.url));

/** The shortest of several runs, in milliseconds: what others do on the machine only adds. */
function shortest(runs: number, run: () => void): number {
  let best = Infinity;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
  }
  return Math.round(best * 10) / 10;
}

function started(program: string, args: readonly string[]): void {
  const { success, stderr } = new Deno.Command(program, { args: [...args] }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

const figure = (name: string, value: number, most: number): Figure => ({
  name,
  value,
  unit: "ms",
  bar: `<= ${Math.round(most * 10) / 10}`,
  reached: value <= most,
});

const warm = (chart: Chart): void =>
  void printRelease(renderRelease(chart, { name: "rel", namespace: "ns1" }));

function figuresOf(name: string, folder: string): Figure[] {
  const asked = ["rel", folder, "--namespace", "ns1"];
  const theirs = shortest(COLD_RUNS, () => started(HELM!, ["template", ...asked]));
  const chart = readChart(folder);
  const rendered = shortest(WARM_RUNS, () => warm(chart));
  const cold = shortest(
    COLD_RUNS,
    () => started(Deno.execPath(), ["run", "-A", cli, "build", "helm", ...asked]),
  );
  const half = (theirs - START_MS) / 2;
  return [
    figure(`warm render: ${name}`, rendered, name === STACK ? Math.min(half, STACK_BAR_MS) : half),
    figure(`cold, process start included: ${name}`, cold, coldBar(theirs)),
  ];
}

const coldBar = (theirs: number): number => theirs < LONG_MS ? theirs + GRACE_MS : theirs;

/** Renders of the corpus' charts against helm's, which `SLUICE_HELM` names; nothing where that or the corpus is absent. */
export function helmBench(): Promise<Figure[]> {
  const archive = `${CORPUS}helm/corpus.tar.xz`;
  if (HELM === undefined || !exists(archive)) {
    console.error("helm is not measured: it needs SLUICE_HELM, and the corpus");
    return Promise.resolve([]);
  }
  const root = Deno.makeTempDirSync();
  try {
    started("tar", ["xJf", archive, "-C", root]);
    const present = CHARTS.filter((name) => exists(`${root}/charts/${name}/Chart.yaml`));
    return Promise.resolve(
      present.flatMap((name) => figuresOf(name, `${root}/charts/${name}`)),
    );
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}
