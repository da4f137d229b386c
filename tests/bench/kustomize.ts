import {
  build,
  type FileSystem,
  memoryFileSystem,
  objectValue,
  ParsedFiles,
  Rebuild,
  toYaml,
} from "../../plugins/lib/kustomize/mod.ts";
import { kustomizeHostile, kustomizeMemory } from "./kustomize_memory.ts";
import type { Figure } from "./queue.ts";

const PLAIN = "resources: [../app]\n";
const FULL = PLAIN + [
  "namespace: prod",
  "namePrefix: p-",
  "labels: [{pairs: {team: a}, includeSelectors: true}]",
  "commonAnnotations: {note: x}",
  "images: [{name: nginx, newTag: '2'}]",
  "configMapGenerator: [{name: made, literals: [a=b]}]",
  "patches:",
  "- target: {kind: Deployment}",
  '  patch: \'[{"op": "replace", "path": "/spec/replicas", "value": 3}]\'',
  "",
].join("\n");

/** As many objects as `count` says, each in a file, under an overlay. */
function tree(count: number, overlay: string, changed = "0"): Record<string, string> {
  const files: Record<string, string> = { "over/kustomization.yaml": overlay };
  const names = Array.from({ length: count }, (_, i) => `r${i}.yaml`);
  names.forEach((name, i) => files[`app/${name}`] = i % 2 ? settings(i, changed) : workload(i));
  files["app/kustomization.yaml"] = `resources: [${names.join(", ")}]\n`;
  return files;
}

const settings = (i: number, changed: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${i}\ndata:\n  a: "${i}"\n  b: ${
    i === 1 ? `"${changed}"` : "text"
  }\n`;

const workload = (i: number) =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: d${i}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: d${i}
  template:
    metadata:
      labels:
        app: d${i}
    spec:
      containers:
      - name: main
        image: nginx:1.2
        ports:
        - containerPort: 80
        env:
        - name: A
          valueFrom:
            configMapKeyRef:
              name: c${i + 1}
              key: a
`;

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The best of several, in ms: other work on the machine only adds to a time. */
function best(times: number, work: (i: number) => void): number {
  return Math.min(...Array.from({ length: times }, (_, i) => timed(() => work(i))));
}

const figure = (name: string, value: number, unit: string, bar: number): Figure => ({
  name,
  value: Math.round(value * 100) / 100,
  unit,
  bar: `<= ${bar}`,
  reached: value <= bar,
});

function buildTime(count: number, overlay: string, times: number): number {
  const files = memoryFileSystem(tree(count, overlay));
  return best(times, () => toYaml(build(files, "/over")));
}

/** Of a build with everything warm but the objects, and of one where an object of 1,000 changed. */
function rebuildShare(overlay: string): number {
  const parsed = new ParsedFiles(16 << 20);
  const rebuild = new Rebuild<unknown>();
  const trees = Array.from({ length: 10 }, (_, i) => memoryFileSystem(tree(1000, overlay, `${i}`)));
  const again = (files: FileSystem) =>
    rebuild.run({
      files,
      key: "",
      build: (given) => build(given.files, "/over", { parsed, stubs: given.stubs }),
      finish: ({ node }) => objectValue(node!),
    });
  again(trees[9]!);
  const changed = best(40, (i) => void again(trees[i % 10]!));
  const whole = best(8, (i) => {
    build(trees[i]!, "/over").list.map(({ node }) => objectValue(node!));
  });
  return changed / whole;
}

/** Warm builds of plain and of full overlays, and rebuilds. */
export async function kustomizeBench(): Promise<readonly Figure[]> {
  buildTime(1000, FULL, 3);
  const plain = [100, 1000, 5000].map((count) => buildTime(count, PLAIN, count > 1000 ? 3 : 8));
  const full = [1000, 5000].map((count) => buildTime(count, FULL, count > 1000 ? 3 : 8));
  const memory = await kustomizeMemory({
    "5,000 objects, plain overlay": tree(5000, PLAIN),
    "5,000 objects, full overlay": tree(5000, FULL),
  });
  return [
    ...memory,
    ...await kustomizeHostile(),
    figure("kustomize: plain overlay, 100 objects", plain[0]!, "ms", 20),
    figure("kustomize: plain overlay, 1,000 objects", plain[1]!, "ms", 120),
    figure("kustomize: plain overlay, 5,000 objects", plain[2]!, "ms", 700),
    figure("kustomize: full overlay, 5,000 objects", full[1]!, "ms", 1200),
    figure("kustomize: full overlay, 5,000 to 1,000", full[1]! / full[0]!, "times", 6.5),
    figure("kustomize: rebuild, one of 1,000, plain", rebuildShare(PLAIN), "of a build", 0.2),
    figure("kustomize: rebuild, one of 1,000, full", rebuildShare(FULL), "of a build", 0.2),
  ];
}
