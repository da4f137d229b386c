/** What the command says of itself: a line for lists, and more below the flags. */
export interface Text {
  readonly what: string;
  readonly more: string;
}

const text = (what: string, more: string): Text => ({ what, more: `\n${more.trim()}\n` });

export const program = text(
  "Keeps Kubernetes clusters in the state that Git, OCI, Helm and bucket sources declare.",
  `
Start here:
  sluice start ./fleet              run a fleet here, on a cluster of its own
  sluice install                    put into a cluster what it needs
  sluice run                        run the kernel with the shipped config
  sluice get -A                     list objects, and whether they are ready
  sluice explain KIND/NAME          tell why an object stands where it stands
  sluice diff KIND/NAME             tell what it would change now
  sluice cluster                    serve a Kubernetes API, and nothing else
  sluice config check my.yaml       tell every mistake of a config at once
  sluice plugin check ./my-plugin   tell whether a plugin can be loaded

Environment:
  SLUICE_CONFIG   config file, where --config is not given
  SLUICE_STATE    folder for store, scratch and bundles (.sluice)
  KUBECONFIG      cluster, where neither --kubeconfig nor the config says

Exit codes:
  0  done
  1  it failed, or what was checked has mistakes
  2  the command was not understood

Data goes to standard output, words to standard error.
`,
);

export const start = text(
  "run a fleet on this machine, on a cluster of its own",
  `
Starts a Kubernetes API on loopback, with Flux's kinds installed, and the kernel on it; applies what
it was given, and shows how it becomes ready. It needs nothing else, and uses nothing of the
environment: no kubeconfig, no cluster. Without an argument it runs a sample fleet, one app of which
is broken on purpose.

A folder is followed: what is saved is applied within a second. Where its files declare Flux's own
objects, these are used, and the folder stands for the repository that it is a clone of; --path says
which cluster of several is meant. Elsewhere the folder, or what --path names in it, is applied.

--once is a check for CI: it ends with 0 when all is ready, and with 1 and the reasons when not.

Examples:
  sluice start
  sluice start ./fleet --path clusters/staging
  sluice start https://git.example.com/fleet.git --path deploy --branch main
  sluice start ./fleet --once

In another terminal, with the KUBECONFIG that it prints:
  sluice get -A
  sluice explain Kustomization/broken -n flux-system
`,
);

export const run = text(
  "run the kernel until it is told to stop",
  `
SIGTERM and SIGINT let running work finish, then stop. SIGHUP reads the config again. The config is
watched: what changed is restarted, and a file with mistakes changes nothing.

Examples:
  sluice run
  sluice run --config cluster.yaml --kubeconfig ~/.kube/config --context staging
  sluice run --log-level debug --log-encoding console
  sluice run --store /var/sluice --artifacts 10.0.0.5:9090 --metrics 127.0.0.1:8080
`,
);

export const install = text(
  "put into a cluster what it needs",
  `
Applies the definitions of all kinds, wide enough for the plugins of the config, then the program: its
namespace, rules, Services at the names of Flux's controllers, network policies and Deployment.

Examples:
  sluice install --crds                   enough for "sluice run" outside of the cluster
  sluice install --image registry.example.com/sluice:0.1.0
  sluice install --export > sluice.yaml
`,
);

export const get = text(
  "list objects, and whether they are ready",
  `
The first words say what: a kind in any form (Kustomization, kustomizations, ks), a group and a kind as
flux has them (sources git, sources all, image policy), or all. Names choose among them. -o wide adds
the columns that the kind's plugin names, -o name prints what kubectl takes.

Examples:
  sluice get all -A
  sluice get ks -n flux-system
  sluice get sources git -w
  sluice get kustomizations apps infra -o yaml
  sluice get all -A --status-selector ready=false
  sluice get ks -l team=blue --no-header
`,
);

export const explain = text(
  "tell why an object stands where it stands",
  `
What it says, since when, what it rests on and how that is, which of the objects that it applied are
not well and what their Pods say, what comes next, and what to do.

Examples:
  sluice explain Kustomization/apps -n flux-system
  sluice explain source git fleet
`,
);

export const tree = text(
  "show what an object applied",
  `
Examples:
  sluice tree ks/apps -n flux-system
  sluice tree -A
  sluice tree ks/apps -o json
`,
);

export const events = text(
  "list what happened to objects",
  `
Oldest first. --for brings the events of one object, and of the sources that it takes content from.

Examples:
  sluice events -A -w
  sluice events --for Kustomization/apps -n flux-system
  sluice events --types Warning
`,
);

export const reconcile = text(
  "reconcile objects now, and wait for how it ends",
  `
Exit code 1 where an object does not become ready. A source that is suspended stays as it is.

Examples:
  sluice reconcile ks/apps -n flux-system
  sluice reconcile source git fleet
  sluice reconcile ks apps infra --with-source
`,
);

export const suspend = text(
  "leave objects alone until they are resumed",
  `
What was applied stays as it is, and is not corrected.

Examples:
  sluice suspend ks/apps -n flux-system
  sluice suspend gitrepositories --all
`,
);

export const resume = text(
  "reconcile objects again",
  `
Examples:
  sluice resume ks/apps -n flux-system
  sluice resume gitrepositories --all --no-wait
`,
);

export const configCheck = text(
  "tell every mistake of a config, with its line",
  `
Plugins' folders are read too: their manifests, what they need and are granted, their options, and
the digest of what is pinned. No code of a plugin runs.

Examples:
  sluice config check
  sluice config check cluster.yaml -o json
`,
);

export const pluginList = text(
  "list the plugins of a config",
  `
Examples:
  sluice plugin list
  sluice plugin list --config cluster.yaml -o yaml
`,
);

export const pluginCheck = text(
  "tell whether a plugin can be loaded, and its digest",
  `
The manifest is checked and the module bundled; none of its code runs.

Examples:
  sluice plugin check ./my-plugin
  sluice plugin check plugins/*/ -o json
`,
);

export const pluginBundle = text(
  "make one folder of a plugin, ready to be pinned by its digest",
  `
A bundle holds plugin.yaml, mod.js and, where the plugin has them, crds/ and rbac.yaml. The digest is
printed; it is the sha256 of the lines "<sha256>  <path>" of all files, sorted by path.

Examples:
  sluice plugin bundle ./my-plugin
  sluice plugin bundle ./my-plugin --output /srv/plugins/my-plugin

Then, in the config:
  plugins:
    mine: { use: /srv/plugins/my-plugin, digest: "sha256:…" }
`,
);

export const build = text(
  "print what an engine makes of a folder, or what a delivery would apply",
  `
With the kind and name of an object that applies others, such as a Kustomization, its content is
rendered exactly as the kernel would render and apply it: with the object's patches, images,
components, namespace, variables (from the cluster too), metadata and its owner's labels. The content
is the artifact that the cluster has, or the folder of --path. Secrets that had to be decrypted are
masked. Options: --path FOLDER,
--kustomization-file FILE, --dry-run, -n NAMESPACE, --kubeconfig PATH, --context NAME, -o yaml|json.

Otherwise the renderer of the config that is called render-ENGINE builds, in a process that may read files and
nothing more. Nothing is fetched: a base on another host is an error. A chart is rendered as
"helm template" renders it, with the same options: --values, --set and its kin, --namespace,
--api-versions, --kube-version, --include-crds, --no-hooks, --skip-tests, --show-only, --is-upgrade,
--skip-schema-validation, and --release for the name. Paths in a file of cases begin at the working
folder, or else at the file.

Examples:
  sluice build kustomization apps -n flux-system
  sluice build ks/apps --path ./clusters/staging/apps
  sluice build ks/apps --path ./apps --kustomization-file ./clusters/apps.yaml --dry-run
  sluice build kustomize ./deploy
  sluice build kustomize ./deploy --order legacy
  sluice build helm my-release ./chart -n prod -f prod.yaml --set image.tag=2
  sluice build --cases cases.json --output-dir out

  [{"id": "prod", "kustomize": "deploy/prod"}, {"id": "dev", "kustomize": "deploy/dev", "order": "legacy"},
   {"id": "app", "helm": {"chart": "charts/app", "release": "app", "namespace": "prod",
     "values": ["prod.yaml"], "apiVersions": ["example.dev/v1"], "kubeVersion": "1.36"}}]
`,
);

export const diff = text(
  "tell what a delivery would change now",
  `
Renders the object's content as "sluice build" does, and plays its plan in server-side dry runs, with
the field manager that the kernel has and the rights of the person who asks: nothing is written. What
would be created, changed or deleted is printed; values of Secrets are not, only whether they differ.

Exit codes:
  0  nothing would change
  1  something would
  2  it cannot be told, or the cluster would refuse it

Examples:
  sluice diff ks/apps -n flux-system
  sluice diff kustomization apps --path ./clusters/staging/apps
  sluice diff ks/apps --path ./apps -o yaml
`,
);

export const cluster = text(
  "serve a Kubernetes API on this machine until it is told to stop",
  `
One process, no containers: the API server alone, with simulated workloads. It says "ready URL" on
standard output when it serves, and ends on SIGTERM. Nothing is kept unless --data says where.

Examples:
  sluice cluster --kubeconfig kubeconfig.json
  sluice cluster --port 8001 --http --token secret --no-controllers
  sluice cluster --data ./cluster --kubeconfig kubeconfig.json

  kubectl --kubeconfig kubeconfig.json get namespaces
`,
);

export const completion = text(
  "print the script that completes this command in a shell",
  `
Examples:
  source <(sluice completion bash)
  sluice completion zsh > "\${fpath[1]}/_sluice"
  sluice completion fish > ~/.config/fish/completions/sluice.fish
  sluice completion powershell | Out-String | Invoke-Expression
`,
);
