import type { Random } from "./random.ts";

const meta = (name: string, more = "") => `metadata:\n  name: ${name}\n${more}`;
const map = (name: string, data: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\n${meta(name, more)}data:\n${data}`;
const widget = (name: string, spec: string, more = "") =>
  `apiVersion: example.com/v1\nkind: Widget\n${meta(name, more)}spec:\n${spec}`;

const SCALARS = [
  ...[
    "0b101",
    "0o17",
    "017",
    "08",
    "1_0.5",
    "1e400",
    "-1e-7",
    "1E5",
    ".5e1",
    "5.",
    "+.5",
    "1__0",
    "0x_f",
  ],
  ...["0xFFFFFFFFFFFFFFFF", "18446744073709551615", "18446744073709551616", "-9223372036854775808"],
  ...[
    "-9223372036854775809",
    "1e15",
    "1e20",
    "1e21",
    "123456789012345678",
    "0.1",
    "1.10",
    "100000000000000000000000",
  ],
  ...[
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5",
    "2001-1-1",
    "12:30",
    "190:20:30.15",
    "1:60",
  ],
  ...[
    "y",
    "n",
    "Y",
    "No",
    "OFF",
    "True",
    "FALSE",
    "tRue",
    "Null",
    "NULL",
    "nUll",
    "<<",
    "=",
    "-",
    "?x",
    ":x",
  ],
  ...[
    "a#b",
    "a #b",
    "a:b",
    "[x]",
    "{x: y}",
    "!!str 1",
    "!!int '3'",
    "!!float 1",
    "!!bool 'true'",
    "!!null ''",
  ],
  ...[
    "'a''b'",
    '"\\u00e9\\x41\\t\\0\\e"',
    '"a\\\n    b"',
    "'multi\n\n    line'",
    "plain\n    continued\n    here",
  ],
  ...[
    '"😀\\U0001F600"',
    "\u00a0x",
    "'\u2028'",
    '"\\u0085"',
    "a\u200bb",
    "\ufeffx",
    "'trailing '",
    "'  '",
    "0x",
  ],
  ...[
    "!!timestamp 2020-01-01",
    "!!binary aGVsbG8=",
    "! x",
    "!<tag:yaml.org,2002:str> 5",
    "!!set {a, b}",
  ],
  ...[
    "'" + "long ".repeat(40) + "'",
    "x".repeat(130),
    '"' + "tab\\tword ".repeat(12) + '"',
    "'#'",
    "'%x'",
    "'@x'",
  ],
  ...[
    "&a1 anchored",
    "a*",
    "'null'",
    "'~'",
    "'1_000'",
    "'0o7'",
    "'1e3'",
    "'.5'",
    "'-'",
    "'--- x'",
    "'...'",
    "'y'",
  ],
];

const BLOCKS = [
  "|\n    a\n    b\n",
  "|-\n    a\n    b\n",
  "|+\n    a\n    b\n\n\n",
  ">\n    a\n    b\n\n    c\n",
  ">-\n    a\n     more\n    b\n",
  ">+\n    x\n\n",
  "|2\n     two\n    one\n",
  "|\n    \n    lead blank\n",
  "|\n    tab\there\n    trailing \n",
  "|-\n    # not a comment\n    x: y\n",
  "|\n    é 😀\n",
  ">\n    " + "word ".repeat(40) + "\n",
  "|\n    " + "long".repeat(40) + "\n",
  "| # comment\n    x\n",
  "|1\n   x\n",
  "|\n\n    x\n\n\n",
  "|-\n    x: [\n",
];

/** Ways of writing that resources are seldom written in. */
const WRITERS: readonly ((random: Random, name: string) => string)[] = [
  (random, name) => map(name, random.many(3, (i) => `  s${i}: ${random.pick(SCALARS)}\n`).join("")),
  (random, name) =>
    widget(name, random.many(3, (i) => `  s${i}: ${random.pick(SCALARS)}\n`).join("")),
  (random, name) => map(name, random.many(2, (i) => `  b${i}: ${random.pick(BLOCKS)}`).join("")),
  (random, name) =>
    widget(name, `  list:\n${random.many(3, () => `  - ${random.pick(SCALARS)}\n`).join("")}`),
  (random, name) =>
    widget(
      name,
      `  flow: [${
        random.pick([
          "a, b",
          "1, '2', [3, {x: y}]",
          "",
          "{a: b}, {c}",
          "a\n  , b",
          '"q",\n    plain,',
        ])
      }]\n`,
    ),
  (random, name) =>
    widget(
      name,
      `  flow: {${
        random.pick(["a: b, c: [d]", "a, b: ", "? a : b", "'q':v, \"r\": s", "a: {b: {c: {}}}"])
      }}\n`,
    ),
  (random, name) =>
    widget(
      name,
      `  ${
        random.pick([
          "? a\n  : b",
          "? [x]\n  : y",
          "? |\n    block\n  : v",
          "!!str k: v",
          "&k key: *k",
          "'q': 1\n  \"d\": 2",
          "1: one",
          "1.5: x",
          "true: x",
          "null: x",
          "~: y",
          "yes: no",
          "2020-01-01: d",
          "? \n  : n",
          "'': empty",
          "0x10: hex",
          "a b: c",
          "=: eq",
        ])
      }\n`,
    ),
  (random, name) =>
    widget(
      name,
      `  base: &b {x: 1, y: [1, 2]}\n  ${
        random.pick([
          "copy: *b",
          "m:\n    <<: *b\n    z: 3",
          "m:\n    z: 3\n    <<: *b",
          "m:\n    <<: [*b, {q: 1}]\n    x: 9",
          "m: {<<: *b}",
          "l: [*b, *b]",
          "m:\n    <<: {x: 0, n: 1}",
          "m:\n    <<:\n    - *b\n    - y: over",
          "m:\n    '<<': *b",
        ])
      }\n`,
    ),
  (_, name) =>
    `# head\napiVersion: v1 # line\nkind: ConfigMap\n# before meta\nmetadata:\n  # inside\n  name: ${name} # name\n  labels: # none\n    a: b # c\ndata:\n  x: "1" # one\n# foot\n`,
  (_, name) =>
    `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}"}, "data": {"a": "b\\u00e9\\n", "n": "1"}}\n`,
  (_, name) =>
    `{\n  "apiVersion": "v1",\n  "kind": "ConfigMap",\n\t"metadata": {"name": "${name}"},\n  "data": {"a/b": "/"}\n}\n`,
  (random, name) =>
    `apiVersion: v1\nkind: ${
      random.pick(["List", "ConfigMapList", "FooList"])
    }\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: ${name}}\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: ${name}\n`,
  (_, name) =>
    map(name, "  a: b\n", "  annotations:\n    config.kubernetes.io/local-config: 'true'\n"),
  (random, name) =>
    map(
      name,
      "  a: b\n",
      `  annotations:\n    ${
        random.pick([
          "config.kubernetes.io/index: '3'",
          "config.kubernetes.io/path: x.yaml",
          "internal.config.kubernetes.io/index: '1'",
          "internal.config.kubernetes.io/path: a",
          "config.k8s.io/id: '5'",
          "kustomize.config.k8s.io/behavior: merge",
          "kustomize.config.k8s.io/needs-hash: 'true'",
          "internal.config.kubernetes.io/needsHashSuffix: enabled",
          "config.kubernetes.io/origin: x",
          "internal.config.kubernetes.io/previousNames: old",
          "internal.config.kubernetes.io/helm-generated: 'true'",
        ])
      }\n`,
    ),
  (random, name) =>
    random.chance(0.8) ? map(name, "  a: b\n") : random.pick([
      `---\n${map(name, "  a: b\n")}...\n`,
      `%YAML 1.1\n---\n${map(name, "  a: b\n")}`,
    ]),
  (random, name) =>
    map(
      name,
      "  a: b\n",
      `  labels:\n    n: ${
        random.pick(SCALARS.filter((one) => !one.includes("\n")))
      }\n    "yes": "no"\n`,
    ),
  (random, name) =>
    map(
      name,
      "  a: b\n",
      `  annotations:\n    n: ${
        random.pick(SCALARS.filter((one) => !one.includes("\n")))
      }\n    z: ${random.pick(BLOCKS).replaceAll("\n    ", "\n      ")}`,
    ),
  (random, name) =>
    `apiVersion: apps/v1\nkind: Deployment\n${
      meta(name)
    }spec:\n  template:\n    spec:\n      containers: ${
      random.pick([
        "[]",
        "null",
        "{}",
        "\n      - image: nginx\n        name: main\n        env: null\n",
        "\n      - null\n",
        "\n      - image: nginx\n",
        "\n      - {name: main, image: null}\n",
      ])
    }\n`,
  (_, name) =>
    `apiVersion: v1\nkind: Service\n${
      meta(name)
    }spec:\n    ports:\n    -   port: 80\n        name:   http\n    -\n        port: 443\n    selector:\n            app:   x\n`,
  (random, name) =>
    `apiVersion: v1\nkind: Secret\n${meta(name)}${
      random.pick([
        "data:\n  a: !!binary aGk=\n",
        "stringData:\n  a: |\n    x\n    y\n",
        "data:\n  a: 'YWJj\n    ZGVm'\n",
        "immutable: true\n",
      ])
    }`,
  (_, name) =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n${
      meta(`${name}.example.com`)
    }spec:\n  group: example.com\n  names: {kind: Thing, plural: things}\n  scope: Cluster\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n          spec: {properties: {containers: {items: {properties: {image: {default: nginx}}}}}}\n`,
  (_, name) =>
    `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\n${
      meta(`v1.${name}`)
    }spec:\n  service: {name: svc, namespace: default}\n`,
  (random, name) =>
    `apiVersion: admissionregistration.k8s.io/v1\nkind: ${
      random.pick(["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])
    }\n${meta(name)}webhooks:\n- name: w\n  clientConfig:\n    service: {name: app, namespace: ${
      random.pick(["default", "prod"])
    }, path: /x}\n`,
  (random, name) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${meta(name)}spec:\n  podSelector: ${
      random.pick(["{}", "{matchLabels: {app: x}}"])
    }\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: y}}\n`,
  (_, name) =>
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\n${
      meta(name)
    }spec:\n  selector:\n    matchLabels: {app: x}\n`,
  (_, name) =>
    `apiVersion: batch/v1\nkind: Job\n${
      meta(name)
    }spec:\n  template:\n    spec:\n      containers:\n      - {name: main, image: 'nginx:1', command: [sh, -c, echo $(VAR) $$(VAR) $(OTHER)]}\n      initContainers: [{name: i, image: busybox}]\n      ephemeralContainers: [{name: e, image: busybox}]\n`,
];

/** A resource in an unusual style of YAML, or of an unusual kind. */
export function oddDocument(random: Random, name: string): string {
  return random.pick(WRITERS)(random, name);
}
