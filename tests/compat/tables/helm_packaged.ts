/** Charts that are packaged, by path. */
export const PACKAGED: Readonly<Record<string, string>> = {
  "one/Chart.yaml": `# not kept
version: 1.2.3
name: one
apiVersion: v2
appVersion: 2.10
description: >
  A folded
  description
keywords: [a, b]
maintainers:
- {name: Ann, email: ann@example.dev, url: ""}
- name: Bob
annotations: {x/y: "1", a: "true"}
kubeVersion: ">=1.20.0-0"
type: application
icon: https://example.dev/icon.png
home: https://example.dev
sources: [https://example.dev/src]
dependencies:
- name: sub
  version: 0.1.x
  repository: file://charts/sub
  condition: sub.enabled, other.enabled
  tags: [t]
  alias: other
  import-values: [data, {child: a.b, parent: c}]
unknown: dropped
`,
  "one/Chart.lock":
    'dependencies:\n- name: sub\n  repository: file://charts/sub\n  version: 0.1.0\ndigest: sha256:abc\ngenerated: "2024-01-02T03:04:05.678Z"\n',
  "one/values.yaml": "# kept\na:   1\n",
  "one/values.schema.json": '{ "type": "object" }\n',
  "one/README.md": "read\n",
  "one/.helmignore": "ignored.txt\n",
  "one/ignored.txt": "no",
  "one/templates/_helpers.tpl": '{{ define "x" }}{{ end }}',
  "one/templates/a.yaml": "a: 1\n",
  "one/templates/NOTES.txt": "notes",
  "one/templates/tests/t.yaml": "t: 1\n",
  "one/crds/x.yaml": "kind: CustomResourceDefinition\n",
  "one/files/deep/er/file.bin": "\u0000\u0001\u0002",
  "one/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
  "one/charts/sub/templates/b.yaml": "b: 1\n",
  "old/Chart.yaml": "name: old\nversion: 0.1.0\n",
  "old/requirements.yaml": "dependencies: []\n",
  "old/templates/a.yaml": "a: 1\n",
  "bare/Chart.yaml": "apiVersion: v2\nname: bare\nversion: 0.0.1+meta.1\ndeprecated: true\n",
  [`long/templates/${"a-long-folder/".repeat(7)}some-file.yaml`]: "a: 1\n",
  "long/Chart.yaml": "apiVersion: v2\nname: long\nversion: v1\n",
};
