import type { Random } from "./random.ts";

const NAMES = ["app", "web", "db", "cache", "api", "job-1", "x2"];
const NAMESPACES = ["", "", "default", "prod", "dev"];
/** Texts that YAML likes to read as something else, or writes in several ways. */
const ODD = [
  ...[
    "yes",
    "'no'",
    "on",
    "0777",
    '"0777"',
    "1_000",
    "12:30:45",
    "1e3",
    "1.0",
    "-0",
    "~",
    "null",
    '""',
    "''",
  ],
  ...[
    "2020-01-02",
    '"2020-01-02"',
    "0x1F",
    "9007199254740993",
    ".5",
    "+1",
    "true",
    '"true"',
    "a: b".replace(": ", ":"),
  ],
  ...[
    "'it''s'",
    '"tab\\there"',
    '"line\\nline"',
    '"😀 é"',
    "=",
    '"{x}"',
    "'- a'",
    '" lead"',
    "v1.2.3",
    "'#x'",
  ],
  ...[
    '"a long text that goes on and on, beyond the eighty columns at which lines are folded, indeed"',
  ],
  ...["|\n      first\n       second\n\n      third", ">-\n      folded\n      text"],
];

/** A scalar as it is written in YAML, for a place that is indented by four. */
export const oddScalar = (random: Random): string => random.pick(ODD);
/** A name of a resource. */
export const anyName = (random: Random): string => random.pick(NAMES);

function meta(random: Random, name: string, namespaced = true): string {
  const namespace = namespaced ? random.pick(NAMESPACES) : "";
  const labels = random.chance(0.5)
    ? `  labels:\n    app: ${anyName(random)}\n    tier: ${random.pick(["a", '"b"', "'1'"])}\n`
    : "";
  const notes = random.chance(0.3) ? `  annotations:\n    note: ${oddScalar(random)}\n` : "";
  return `metadata:\n  name: ${name}\n${
    namespace && `  namespace: ${namespace}\n`
  }${labels}${notes}`;
}

function container(random: Random, name: string): string {
  const image = random.pick([
    "nginx",
    "nginx:1.2",
    "registry:5000/app:v1",
    "busybox@sha256:abc",
    "app:{V}",
  ]);
  const env = random.chance(0.5)
    ? `        env:\n        - name: A\n          value: ${
      random.pick(['"1"', "x", "$(VAR)", "'yes'"])
    }\n        - name: B\n          valueFrom:\n            configMapKeyRef:\n              name: ${
      anyName(random)
    }\n              key: k\n`
    : "";
  const from = random.chance(0.3)
    ? `        envFrom:\n        - ${
      random.pick(["configMapRef", "secretRef"])
    }:\n            name: ${anyName(random)}\n`
    : "";
  const ports = random.chance(0.5)
    ? `        ports:\n        - containerPort: 80\n${
      random.chance(0.5) ? "          protocol: TCP\n" : ""
    }        - containerPort: 81\n          name: two\n`
    : "";
  const mounts = random.chance(0.4)
    ? "        volumeMounts:\n        - name: v\n          mountPath: /v\n"
    : "";
  return `      - name: ${name}\n        image: ${image}\n${env}${from}${ports}${mounts}`;
}

function podSpec(random: Random): string {
  const containers = random.many(
    1 + random.below(2),
    (i) => container(random, ["main", "side"][i]!),
  ).join("");
  const init = random.chance(0.2) ? `      initContainers:\n${container(random, "init")}` : "";
  const volumes = random.chance(0.5)
    ? `      volumes:\n      - name: v\n        ${
      random.pick([
        "emptyDir: {}",
        `configMap:\n          name: ${anyName(random)}`,
        `secret:\n          secretName: ${anyName(random)}`,
      ])
    }\n`
    : "";
  const account = random.chance(0.3) ? `      serviceAccountName: ${anyName(random)}\n` : "";
  return `    spec:\n      containers:\n${containers}${init}${volumes}${account}`;
}

function workload(kind: string) {
  return (random: Random, name: string) => {
    const replicas = random.chance(0.6) ? `  replicas: ${random.below(5)}\n` : "";
    const selector = random.chance(0.7)
      ? `  selector:\n    matchLabels:\n      app: ${name}\n`
      : "";
    const labels = random.chance(0.7) ? `    metadata:\n      labels:\n        app: ${name}\n` : "";
    const service = kind === "StatefulSet" ? `  serviceName: ${anyName(random)}\n` : "";
    return `apiVersion: apps/v1\nkind: ${kind}\n${
      meta(random, name)
    }spec:\n${replicas}${service}${selector}  template:\n${labels}${podSpec(random)}`;
  };
}

const binding = (kind: string, role: string) => (random: Random, name: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\n${
    meta(random, name, kind === "RoleBinding")
  }roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ${role}\n  name: ${
    anyName(random)
  }\nsubjects:\n- kind: ${random.pick(["ServiceAccount", "User"])}\n  name: ${
    random.pick(["default", anyName(random)])
  }\n${random.chance(0.5) ? `  namespace: ${random.pick(["prod", "dev", "default"])}\n` : ""}`;

type Make = (random: Random, name: string) => string;

/** Kinds of resources, each with the way in which one is made. */
export const KINDS: Readonly<Record<string, Make>> = {
  Deployment: workload("Deployment"),
  StatefulSet: workload("StatefulSet"),
  DaemonSet: workload("DaemonSet"),
  ConfigMap: (random, name) =>
    `apiVersion: v1\nkind: ConfigMap\n${meta(random, name)}data:\n${
      random.many(1 + random.below(4), (i) => `    k${i * 7}: ${oddScalar(random)}\n`).join("")
        .replace(/^ {4}k/gm, "  k")
    }`,
  Secret: (random, name) =>
    `apiVersion: v1\nkind: Secret\n${meta(random, name)}type: Opaque\ndata:\n  p: YWJj\n`,
  Service: (random, name) =>
    `apiVersion: v1\nkind: Service\n${meta(random, name)}spec:\n${
      random.chance(0.7) ? `  selector:\n    app: ${name}\n` : ""
    }  ports:\n  - port: 80\n${
      random.chance(0.5) ? "    protocol: TCP\n" : ""
    }  - port: 443\n    name: tls\n`,
  Ingress: (random, name) =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${
      meta(random, name)
    }spec:\n  tls:\n  - secretName: ${
      anyName(random)
    }\n    hosts: [a.example, "b.example"]\n  rules:\n  - host: a.example\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: ${
      anyName(random)
    }\n            port: {number: 80}\n`,
  CronJob: (random, name) =>
    `apiVersion: batch/v1\nkind: CronJob\n${
      meta(random, name)
    }spec:\n  schedule: "*/5 * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: main\n            image: ${
      random.pick(["nginx:1", "busybox"])
    }\n            args: ["-c", '$(VAR) yes', ${
      oddScalar(random).includes("\n") ? "x" : '"0777"'
    }]\n`,
  ServiceAccount: (random, name) => `apiVersion: v1\nkind: ServiceAccount\n${meta(random, name)}`,
  Role: (random, name) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n${
      meta(random, name)
    }rules:\n- apiGroups: [""]\n  resources: ["configmaps"]\n  resourceNames: ["${
      anyName(random)
    }"]\n  verbs: ["get"]\n`,
  ClusterRole: (random, name) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n${
      meta(random, name, false)
    }rules: []\n`,
  RoleBinding: binding("RoleBinding", "Role"),
  ClusterRoleBinding: binding("ClusterRoleBinding", "ClusterRole"),
  Namespace: (random, name) => `apiVersion: v1\nkind: Namespace\n${meta(random, name, false)}`,
  PersistentVolumeClaim: (random, name) =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\n${
      meta(random, name)
    }spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n`,
  HorizontalPodAutoscaler: (random, name) =>
    `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n${
      meta(random, name)
    }spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${
      anyName(random)
    }\n  minReplicas: 1\n  maxReplicas: 1e1\n`,
  Widget: (random, name) =>
    `apiVersion: example.com/v1\nkind: Widget\n${meta(random, name)}spec:\n  size: ${
      random.pick(["3", "1.5", "12345678901234567890", "1e21", "0.00001", "null"])
    }\n  list:\n  - name: a\n    v: 1\n  - name: b\n    v: ${
      random.pick(["2", "null", "[]", "{}"])
    }\n  empty:\n  base: &anchor {x: 1}\n  copy: *anchor\n  merged:\n    <<: *anchor\n    y: 2\n`,
};
