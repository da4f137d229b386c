/** Resources that every case below has, and what its kustomization says of them: each is built by kubectl and by us. */
const workload = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
  annotations: {note: "a-b:c"}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      serviceAccountName: sa
      initContainers:
      - name: init
        image: busybox:1.0@sha256:aaaa
      containers:
      - name: main
        image: registry.example:5000/org/nginx:1.2
        args: ["--x=$(VAR)", "$(NUM)", "$$(VAR)", "$(NONE)"]
        env:
        - name: A
          value: "1"
        - name: B
          valueFrom: {configMapKeyRef: {name: cm, key: a}}
        ports:
        - containerPort: 80
          protocol: TCP
        - containerPort: 80
          protocol: UDP
        volumeMounts:
        - {name: v, mountPath: /v}
      volumes:
      - name: v
        configMap: {name: cm}
`;

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: cm
  namespace: ns1
data:
  a: b
  json: '{"a": {"b": "c", "n": 1}, "l": [1, 2, {"x": "y"}]}'
  yaml: |
    a:
      b: c
    l:
    - x: 1
    - x: 2
  host: one.two.three
  num: "5"
`;

const service = `apiVersion: v1
kind: Service
metadata: {name: svc, namespace: ns1, labels: {app: web}}
spec:
  selector: {app: web}
  ports:
  - {port: 80, name: http}
  - {port: 80, name: dns, protocol: UDP}
`;

const access = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb, namespace: ns1}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: role}
subjects:
- {kind: ServiceAccount, name: sa, namespace: ns1}
- {kind: ServiceAccount, name: default, namespace: other}
- {kind: User, name: default}
- {kind: Group, name: g, apiGroup: rbac.authorization.k8s.io}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: crb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr}
subjects:
- {kind: ServiceAccount, name: sa, namespace: ns1}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: role, namespace: ns1}
rules:
- {apiGroups: [""], resources: [configmaps], resourceNames: [cm, other], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: cr}
rules: []
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: sa, namespace: ns1}
secrets: [{name: sec}]
imagePullSecrets: [{name: sec}]
---
apiVersion: v1
kind: Secret
metadata: {name: sec, namespace: ns1}
type: Opaque
data: {p: YWJj}
`;

const widget = `apiVersion: example.com/v1
kind: Widget
metadata: {name: wid}
spec:
  ref: {name: cm, kind: ConfigMap}
  cmName: cm
  list: [{name: a, v: 1}, {name: b, v: 2}]
  containers: [{name: c, image: "nginx:1"}]
  image: nginx:1
  size: 3
  flag: true
  f: 1.5
  nul: null
`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {name: svc, namespace: ns1}}}}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

const cluster = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: vwc}
webhooks:
- name: a.example.com
  clientConfig: {service: {name: svc, namespace: ns1, path: /v}}
- name: b.example.com
  clientConfig: {url: "https://x"}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.metrics}
spec: {service: {name: svc, namespace: ns1}, group: metrics}
---
apiVersion: v1
kind: Namespace
metadata: {name: ns1}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ing
  namespace: ns1
  annotations: {nginx.ingress.kubernetes.io/auth-secret: ns1/sec, other: sec}
spec:
  rules:
  - host: h
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc, port: {number: 80}}}}]}
  tls: [{secretName: sec}]
`;

export const RESOURCES: Readonly<Record<string, string>> = {
  "workload.yaml": workload,
  "settings.yaml": settings,
  "service.yaml": service,
  "access.yaml": access,
  "widget.yaml": widget,
  "definition.yaml": definition,
  "cluster.yaml": cluster,
};

/** Where replacements take their value. */
export const SOURCES = [
  "{kind: ConfigMap, name: cm, fieldPath: data.host}",
  "{kind: ConfigMap, name: cm, fieldPath: data.host, options: {delimiter: '.', index: 1}}",
  "{kind: ConfigMap, name: cm, fieldPath: data.host, options: {delimiter: '.', index: -1}}",
  "{kind: ConfigMap, name: cm, fieldPath: data.host, options: {delimiter: '.', index: 7}}",
  "{kind: ConfigMap, fieldPath: data.num}",
  "{kind: Deployment, fieldPath: spec.replicas}",
  "{kind: Deployment, fieldPath: spec.template.spec.containers}",
  "{kind: Deployment, fieldPath: 'spec.template.spec.containers.[name=main].image', options: {delimiter: ':', index: 2}}",
  "{kind: Widget, fieldPath: spec.nul}",
  "{kind: Widget, fieldPath: spec.flag}",
  "{kind: Widget, fieldPath: spec.list.1.v}",
  "{kind: Widget, fieldPath: 'spec.list.[name=b].v'}",
  "{kind: Widget, fieldPath: spec.list.*.v}",
  "{kind: Widget, fieldPath: spec.missing}",
  "{kind: Widget, fieldPath: spec.list.9}",
  "{kind: ConfigMap, name: nope}",
  "{name: svc}",
  "{group: apps, version: v1, kind: Deployment}",
  "{kind: Role.*}",
  "{kind: ConfigMap, namespace: ns1}",
  "{kind: ConfigMap, namespace: ns2}",
  "{kind: ConfigMap, name: cm, fieldPath: metadata.annotations}",
  "{kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '-'}}",
  "{kind: Deployment, fieldPath: metadata.annotations.note, options: {delimiter: '', index: 1}}",
  "{kind: ConfigMap, fieldPath: data.json.a.b}",
  "{kind: Widget, fieldPath: spec.f}",
  "{kind: Widget, fieldPath: spec.ref}",
];

/** Where they put it. */
export const TARGETS = [
  "{select: {kind: Widget}, fieldPaths: [spec.size]}",
  "{select: {kind: Widget}, fieldPaths: [spec.new], options: {create: true}}",
  "{select: {kind: Widget}, fieldPaths: [spec.new]}",
  "{select: {kind: Widget}, fieldPaths: [spec.deep.a.b, 'spec.arr.0.x'], options: {create: true}}",
  "{select: {kind: Widget}, fieldPaths: ['spec.list.[name=zz].v'], options: {create: true}}",
  "{select: {kind: Widget}, fieldPaths: ['spec.list.[name=a].v', spec.list.1.name]}",
  "{select: {kind: Widget}, fieldPaths: ['spec.list.*.v']}",
  "{select: {kind: Widget}, fieldPaths: ['spec.list.-.v'], options: {create: true}}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.json.a.b]}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.json.l.0, data.yaml.l.1.x]}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.json.new.x, data.yaml.a.c], options: {create: true}}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.json.l.*.x]}",
  "{select: {kind: ConfigMap}, fieldPaths: ['data.yaml.l.[x=1].x']}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: '.', index: 0}}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: '.', index: -1}}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: '.', index: 9}}",
  "{select: {kind: ConfigMap}, fieldPaths: [data.host.x]}",
  "{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=main].image'], options: {delimiter: ':', index: 2}}",
  "{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=main].env.[name=A].value', 'spec.template.spec.initContainers.*.image']}",
  "{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=main].env.[name=NEW].value'], options: {create: true}}",
  "{select: {kind: Deployment|Service}, fieldPaths: [metadata.labels.app]}",
  "{select: {name: '.*b'}, fieldPaths: ['metadata.annotations.a\\.b/c', 'metadata.annotations.[x.y/z]'], options: {create: true}}",
  "{select: {labelSelector: app=web}, fieldPaths: [metadata.annotations.x], options: {create: true}}",
  "{select: {kind: Service}, reject: [{name: svc}], fieldPaths: [metadata.name]}",
  "{select: {namespace: ns1}, reject: [{kind: Role.*}, {name: sec, kind: Secret}], fieldPaths: [metadata.labels.r], options: {create: true}}",
  "{select: {}, fieldPaths: [metadata.labels.r], options: {create: true}}",
  "{fieldPaths: [metadata.name]}",
  "{select: {kind: Nope}, fieldPaths: [spec.x]}",
  "{select: {kind: Service}}",
  "{select: {kind: Service}, fieldPaths: ['spec.ports.[port=80].name']}",
  "{select: {kind: Service}, fieldPaths: ['spec.ports.[name=http].port', metadata]}",
  "{select: {kind: Widget}, fieldPaths: [spec.nul, spec.f, spec.flag]}",
  "{select: {kind: Widget}, fieldPaths: [spec]}",
  "{select: {kind: '['}, fieldPaths: [spec]}",
  "{select: {kind: Widget, annotationSelector: '!x'}, fieldPaths: [spec..size]}",
  "{select: {kind: Widget}, fieldPaths: ['']}",
];

export const IMAGES = [
  "{name: nginx, newTag: '2'}",
  "{name: registry.example:5000/org/nginx, newTag: '2'}",
  "{name: registry.example:5000/org/nginx, newName: other}",
  "{name: registry.example:5000/org/nginx, newName: other:5000/x, newTag: v1, digest: 'sha256:bb'}",
  "{name: busybox, digest: 'sha256:cc'}",
  "{name: busybox, newTag: x}",
  "{name: busybox, tagSuffix: -s}",
  "{name: registry.example:5000/org/nginx, tagSuffix: -s}",
  "{name: registry.example:5000/org/nginx, tagSuffix: -s, newTag: q}",
  "{name: '.*/nginx', newName: z}",
  "{name: 'bus(y)box', newName: z}",
  "{name: '(', newName: z}",
  "{name: busybox:1.0, newName: z}",
  "{name: '', newName: z}",
  "{newName: z}",
  "{name: busybox, newName: ''}",
  "{name: nginx, newName: n, newTag: ''}",
];
export const LABELS = [
  "[{pairs: {a: b}}]",
  "[{pairs: {a: b}, includeSelectors: true}]",
  "[{pairs: {a: b}, includeTemplates: true}]",
  "[{pairs: {a: b}, includeSelectors: true, includeTemplates: true}]",
  "[{pairs: {a: b}, fields: [{path: spec/x, create: true, kind: Widget}]}]",
  "[{pairs: {a: b}, includeSelectors: true, fields: [{path: spec/ref, kind: Widget}, {path: metadata/labels, create: false}]}]",
  "[{pairs: {a: b}, fields: [{path: metadata/labels, create: true}]}]",
  "[{pairs: {}}]",
  "[{includeSelectors: true}]",
  "[{pairs: {a: '1', b: 'true', c: 'null', d: '~', e: '1e3', f: ''}}]",
  "[{pairs: {app: new}, includeSelectors: true}, {pairs: {app: newer}}]",
  "[{pairs: {a: b}, fields: [{path: spec/list/name, kind: Widget}]}]",
  "[{pairs: {a: b}, fields: [{path: 'spec/list[]/l', kind: Widget, create: true}]}]",
  "[{pairs: {a: b}, fields: [{path: 'spec/flag', kind: Widget, create: true}]}]",
  "[{pairs: {a: b}, fields: [{group: apps, version: v1, kind: Deployment, path: spec/foo/bar, create: true}]}]",
  "[{pairs: {a: 1}}]",
  "[{pairs: [a]}]",
];
/** Labels or annotations of transformers, and where they go. */
export const PAIRS = ["{a: b}", "{app: other}", "{a: ''}", "{a/b: 'x: y'}", '{a: "multi\\nline"}'];
export const PAIR_SPECS = [
  "",
  "fieldSpecs: [{path: metadata/labels, create: true}]\n",
  "fieldSpecs: [{path: spec/x/y, create: true, kind: Widget}, {path: spec/selector, kind: Service}]\n",
  "fieldSpecs: [{path: 'spec/template/spec/containers[]/x', create: true}]\n",
];
/** Settings of NamespaceTransformer, and configurations for it. */
export const NAMESPACE_SETTINGS = [
  "",
  "setRoleBindingSubjects: defaultOnly\n",
  "setRoleBindingSubjects: allServiceAccounts\n",
  "setRoleBindingSubjects: none\n",
  "setRoleBindingSubjects: bad\n",
  "unsetOnly: true\n",
  "unsetOnly: true\nsetRoleBindingSubjects: allServiceAccounts\n",
  "fieldSpecs: [{path: metadata/namespace, create: true}]\n",
  "fieldSpecs: [{path: metadata/namespace, create: true}, {path: spec/ref/namespace, create: true, kind: Widget}]\n",
  "fieldSpecs: [{path: metadata/name, kind: Namespace, create: true}]\n",
];
export const NAMESPACE_CONFIGURATIONS = [
  "namespace:\n- path: spec/ns\n  create: true\n  kind: Widget\n",
  "namespace:\n- path: subjects\n  kind: RoleBinding\n  group: rbac.authorization.k8s.io\n",
  "namespace:\n- path: metadata/namespace\n  create: true\n  kind: ClusterRole\n",
];
/** Configurations beside names that change. */
export const CONFIGURATIONS = [
  "nameReference:\n- kind: ConfigMap\n  fieldSpecs: [{path: spec/cmName, kind: Widget}]\n",
  "nameReference:\n- kind: ConfigMap\n  version: v1\n  fieldSpecs: [{path: spec/ref/name, kind: Widget, create: false}]\n",
  "nameReference:\n- kind: ConfigMap\n  fieldSpecs: [{path: spec/ref, kind: Widget}]\n",
  "nameReference:\n- kind: ConfigMap\n  fieldSpecs: [{path: spec/list, kind: Widget}]\n",
  "nameReference:\n- kind: Widget\n  group: example.com\n  fieldSpecs: [{path: metadata/annotations/x, create: true}]\n",
  "namePrefix:\n- path: metadata/name\n- path: spec/cmName\n  kind: Widget\n",
  "namePrefix:\n- path: spec/cmName\n  kind: Widget\n",
  "nameSuffix:\n- path: spec/image\n  kind: Widget\n  create: true\n",
  "varReference:\n- path: spec/cmName\n  kind: Widget\n",
  "commonLabels:\n- path: spec/labels\n  kind: Widget\n  create: true\n",
  "commonAnnotations:\n- path: spec/ann\n  kind: Widget\n  create: true\n",
  "images:\n- path: spec/image\n  kind: Widget\n",
  "replicas:\n- path: spec/size\n  kind: Widget\n  create: true\n",
  "templateLabels:\n- path: spec/tl\n  kind: Widget\n  create: true\n",
  "bad: 1\n",
  "nameReference: 5\n",
  "commonLabels:\n- path: metadata/labels\n  create: false\n",
];
export const AFFIX_SPECS = [
  "",
  "fieldSpecs: [{path: metadata/name}]\n",
  "fieldSpecs: [{path: spec/cmName, kind: Widget}]\n",
  "fieldSpecs: [{path: spec/new, create: true, kind: Widget}, {path: metadata/name, kind: Service}]\n",
  "fieldSpecs: [{path: metadata/labels/app}]\n",
];
export const REPLICAS = [
  "{name: web, count: 5}",
  "{name: svc, count: 1}",
  "{name: none, count: 1}",
  "{name: web}",
  "{count: 3}",
  "{name: web, count: 0}",
  "{name: web, count: -1}",
];
