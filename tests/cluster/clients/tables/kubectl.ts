import type { Watching } from "../watching.ts";

/** Files that the command lines name. */
export const files: Readonly<Record<string, string>> = {
  "map.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: map, labels: { app: a } }
data: { key: value }
`,
  "map2.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: map, labels: { app: b } }
data: { key: other, more: "1" }
`,
  "web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: web, image: "nginx:1", ports: [{ containerPort: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ port: 80, name: http }]
`,
  "web2.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: web, image: "nginx:2", ports: [{ containerPort: 80 }], env: [{ name: A, value: b }] }
`,
  "bad.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: bad }
spec: { replicas: "x", nope: 1 }
`,
  "invalid.yaml": `apiVersion: v1
kind: Service
metadata: { name: Bad_ }
spec: { ports: [] }
`,
  "crd.yaml": `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: cogs.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: cogs, singular: cog, kind: Cog, shortNames: [cg] }
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{ name: Size, type: integer, jsonPath: .spec.size }]
    schema:
      openAPIV3Schema:
        type: object
        description: A cog.
        properties:
          spec:
            type: object
            description: What is wanted.
            properties: { size: { type: integer, description: How large., minimum: 1 } }
`,
  "cog.yaml": `apiVersion: example.com/v1
kind: Cog
metadata: { name: one }
spec: { size: 3 }
`,
  "kustomization.yaml": "resources: [map.yaml]\nnamePrefix: k-\n",
};

/** Command lines of kubectl, in order; each is run on both servers. */
export const commands: readonly string[] = [
  "version --client=false -o json",
  "api-versions",
  "api-resources --sort-by=name",
  "api-resources --api-group=apps -o wide",
  "api-resources --namespaced=false -o name",
  "cluster-info",
  "create namespace probe",
  "config set-context --current --namespace=probe",
  "create configmap made --from-literal=a=b --from-literal=c=d",
  "create configmap made --from-literal=a=b",
  "create secret generic hidden --from-literal=password=x",
  "create secret docker-registry pull --docker-server=r.example.com --docker-username=u --docker-password=p",
  "create serviceaccount robot",
  "create token robot --duration=5m",
  "create deployment made --image=nginx:1 --replicas=2 --port=80",
  "create service clusterip made --tcp=80:8080",
  "create job once --image=busybox -- true",
  "create cronjob often --image=busybox --schedule='*/5 * * * *' -- true",
  "create ingress way --rule=a.example.com/*=made:80",
  "create quota small --hard=pods=5",
  "create role reader --verb=get,list --resource=configmaps",
  "create rolebinding reader --role=reader --serviceaccount=probe:robot",
  "create poddisruptionbudget made --selector=app=made --min-available=1",
  "create priorityclass probe --value=5 --description=d",
  "apply -f map.yaml",
  "apply -f map.yaml",
  "diff -f map2.yaml",
  "apply -f map2.yaml",
  "diff -f map2.yaml",
  "apply --server-side -f map.yaml",
  "apply --server-side --force-conflicts -f map.yaml",
  "apply --server-side --field-manager=other -f map2.yaml",
  "diff --server-side -f map2.yaml",
  "apply --dry-run=server -f web.yaml",
  "apply --dry-run=client -f web.yaml -o name",
  "apply -f web.yaml",
  "apply -f web2.yaml",
  "apply -f bad.yaml",
  "apply --validate=false -f bad.yaml",
  "apply -f invalid.yaml",
  "apply -f none.yaml",
  "apply -k .",
  "get all",
  "get configmaps,secrets,serviceaccounts,roles,rolebindings,ingresses,quota,pdb,cronjobs",
  "get deployments -o wide --show-labels",
  "get deployment web -o jsonpath='{.spec.replicas} {.spec.template.spec.containers[*].image}'",
  "get configmap map -o yaml",
  "get configmap map -o json",
  "get configmap map -o go-template='{{.data.key}}'",
  "get configmaps -o custom-columns=NAME:.metadata.name,DATA:.data",
  "get configmaps -l app=a -o name",
  "get configmaps --field-selector=metadata.name=map -o name",
  "get configmaps --sort-by=.metadata.name --no-headers",
  "get configmaps -A --field-selector=metadata.namespace=probe --chunk-size=500",
  "get pods",
  "get pods none",
  "get nonesuch",
  "get --raw /api/v1/namespaces/probe/configmaps/map",
  "get ns probe -o jsonpath={.status.phase}",
  "label configmap map tier=front",
  "label configmap map tier=back",
  "label configmap map tier=back --overwrite",
  "label configmap map tier-",
  "annotate configmap map note=x",
  "annotate configmap map note-",
  'patch configmap map -p \'{"data":{"patched":"1"}}\'',
  'patch configmap map --type=merge -p \'{"data":{"patched":null}}\'',
  'patch configmap map --type=json -p \'[{"op":"remove","path":"/data/none"}]\'',
  'patch deployment web -p \'{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"nginx:3"}]}}}}\'',
  'patch deployment web --subresource=status --type=merge -p \'{"status":{"replicas":1}}\'',
  "scale deployment web --replicas=5",
  "scale deployment web --replicas=6 --current-replicas=1",
  "scale deployment web --replicas=1 --current-replicas=5",
  "get deployment web --subresource=scale",
  "set image deployment/web web=nginx:4",
  "set env deployment/web B=c",
  "set resources deployment/web --limits=cpu=1",
  "set serviceaccount deployment/web robot",
  "rollout status deployment/web --timeout=1s",
  "rollout history deployment/web",
  "rollout pause deployment/web",
  "rollout resume deployment/web",
  "autoscale deployment web --min=1 --max=3 --cpu=50%",
  "expose deployment web --name=exposed --port=80",
  "run once-pod --image=busybox --restart=Never --labels=app=x",
  "get pod once-pod -o jsonpath={.spec.restartPolicy}",
  "explain deployment.spec.replicas",
  "explain deployment --recursive",
  "explain cronjob.spec",
  "explain configmap.data",
  "explain nonesuch",
  "explain pod.spec.nope",
  "auth can-i create pods",
  "auth can-i get configmaps --as=system:serviceaccount:probe:robot",
  "auth can-i delete configmaps --as=system:serviceaccount:probe:robot",
  "auth can-i --list --as=system:serviceaccount:probe:robot",
  "auth whoami --as=x --as-group=g1 --as-group=g2",
  "get configmaps --as=nobody",
  "wait --for=jsonpath='{.data.key}'=value configmap/map --timeout=2s",
  "wait --for=condition=Available deployment/web --timeout=1s",
  "wait --for=delete configmap/none --timeout=1s",
  "apply -f crd.yaml",
  "wait --for=condition=Established crd/cogs.example.com --timeout=10s",
  "apply -f cog.yaml",
  "get cogs",
  "get cg one -o yaml",
  "explain cog.spec",
  'patch cog one --type=merge -p \'{"spec":{"size":0}}\'',
  "delete crd cogs.example.com --timeout=20s",
  "replace -f map2.yaml",
  "replace --force --grace-period=0 -f map2.yaml",
  "describe configmap map",
  "describe service web",
  "describe deployment web",
  "events",
  "delete -f map.yaml",
  "delete configmap map",
  "delete configmap map --ignore-not-found",
  "delete deployment made --cascade=orphan --wait=false",
  "delete service,ingress --all",
  "delete pod once-pod --now",
  "delete priorityclass probe",
  "logs none",
  "top pods",
];

/** Command lines that watch, and those that change what they see; run after the others. */
export const watches: readonly Watching[] = [
  {
    watch: "get configmaps -w --no-headers --field-selector=metadata.name=seen",
    initial: 0,
    changes: [
      "create configmap seen --from-literal=a=b",
      'patch configmap seen --type=merge -p \'{"data":{"c":"d"}}\'',
      "delete configmap seen",
    ],
  },
  {
    watch: "get deployment web -w -o wide",
    initial: 2,
    changes: ["scale deployment web --replicas=4", "set image deployment/web web=nginx:5"],
  },
  {
    watch: "get secrets -w -l tier=one --show-labels --no-headers",
    initial: 0,
    changes: [
      "label secret hidden tier=one",
      "label secret hidden more=yes",
      "label secret hidden tier=two --overwrite",
    ],
  },
  {
    watch: "get deployment/web -w -o 'jsonpath={.spec.replicas}{\"\\n\"}'",
    initial: 1,
    changes: ["scale deployment web --replicas=2", "scale deployment web --replicas=3"],
  },
  {
    watch: "get services -w --no-headers --output-watch-events",
    initial: 0,
    changes: [
      "create service clusterip watched --tcp=80",
      "annotate service watched a=b",
      "delete service watched",
    ],
  },
];
