/** Configs with mistakes, and every line that a person reads about them. */
export interface BadConfig {
  readonly claim: string;
  readonly text: string;
  readonly says: readonly string[];
}

export const rows: BadConfig[] = [];
const row = (claim: string, text: string, ...says: string[]) => rows.push({ claim, text, says });

row("wants plugins", "", 'sluice.yaml:1:1: lacks "plugins"');
row("wants a map", "- a\n", "sluice.yaml:1:1: must be object");
row(
  "tells an unknown key with the one that was meant",
  "plugins: {}\npluggins: {}\n",
  'sluice.yaml:2:1: pluggins: is not known here; did you mean "plugins"? known: cluster, defaultServiceAccount, limits, log, noCrossNamespaceRefs, noRemoteBases, pipelines, plugins, requeueDependency, server, shard, store, watchLabelSelector',
);
row(
  "tells an unknown key inside a plugin",
  "plugins:\n  plain:\n    uze: ./plain\n    shared: true\n",
  'sluice.yaml:2:3: plugins.plain: lacks "use"',
  'sluice.yaml:3:5: plugins.plain.uze: is not known here; did you mean "use"? known: config, digest, grant, limits, pool, share, use',
  'sluice.yaml:4:5: plugins.plain.shared: is not known here; did you mean "share"? known: config, digest, grant, limits, pool, share, use',
);
row(
  "tells a wrong type",
  "plugins:\n  plain: { use: 3, share: maybe }\n",
  "sluice.yaml:2:17: plugins.plain.use: must be string",
  "sluice.yaml:2:27: plugins.plain.share: must be boolean",
);
row(
  "tells a value that is not among the known",
  "plugins: {}\nlog: { level: verbose }\n",
  "sluice.yaml:2:15: log.level: must be one of trace, debug, info, error",
);
row(
  "tells what an id must be",
  "plugins:\n  Git_1: { use: ./plain }\n",
  "sluice.yaml:2:3: plugins.Git_1: must be an id: lower-case letters, digits and dashes",
  "sluice.yaml:2:17: plugins.Git_1.use: was not looked at",
);
row(
  "tells what a kind must be",
  "plugins: { ssa: { use: ssa } }\npipelines:\n  kustomization: { apply: ssa }\n",
  "sluice.yaml:3:3: pipelines.kustomization: must be a kind as group/Kind or Kind.group",
);
row(
  "tells what a duration is",
  "plugins: {}\nlimits:\n  timeouts:\n    idle: 5 minutes\n",
  "sluice.yaml:4:11: limits.timeouts.idle: must be a duration such as 30s or 1h30m",
);
row(
  "refuses a time of nothing",
  "plugins: {}\nlimits: { timeouts: { call: 0s } }\n",
  "sluice.yaml:2:29: limits.timeouts.call: must be a duration such as 30s or 1h30m",
);
row(
  "tells what an address is",
  "plugins: {}\nserver: { metrics: 8080, health: a:b }\n",
  "sluice.yaml:2:20: server.metrics: must be string",
  "sluice.yaml:2:34: server.health: must be an address such as :9090 or 127.0.0.1:9090",
);
row(
  "tells what a digest is",
  "plugins:\n  plain: { use: x, digest: 'sha256:12' }\n",
  "sluice.yaml:2:28: plugins.plain.digest: must be a digest: sha256: and 64 hexadecimal digits",
);
row(
  "tells numbers out of range",
  "plugins: {}\nlimits: { concurrency: 0, perNamespace: 2 }\n",
  "sluice.yaml:2:24: limits.concurrency: must be >= 1",
  "sluice.yaml:2:41: limits.perNamespace: must be <= 1",
);
row(
  "refuses a store that this version has not",
  "plugins: {}\nstore: { s3: { bucket: b } }\n",
  "sluice.yaml:2:10: store.s3: this version keeps artifacts in a directory only; say `directory`",
);
row(
  "refuses plugins that are no folder",
  "plugins:\n  far: { use: 'oci://r/p@sha256:1' }\n",
  "sluice.yaml:2:15: plugins.far.use: this version takes plugins from folders only: pull the bundle and name its folder",
);
row("tells an empty section", "plugins: {}\nlog:\n", "sluice.yaml:2:5: log: must be object");
row(
  "tells a key that stands twice",
  "plugins: {}\nlog: {}\nlog: {}\n",
  "sluice.yaml:3:1: stands twice in the same map",
);
row("tells a tab", "plugins:\n\tgit: {}\n", "sluice.yaml:2:1: is a tab; YAML indents with spaces");
row(
  "tells an unclosed bracket",
  "plugins: {}\nlimits: [1\nlog: {}\n",
  "sluice.yaml:3:1: is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
);
row(
  "tells an alias of nothing",
  "plugins: *nothing\n",
  "sluice.yaml:1:1: is no YAML: Unresolved alias (the anchor must be set before the alias): nothing",
);
row(
  "refuses a second document",
  "plugins: {}\n---\nplugins: {}\n",
  "sluice.yaml:2:1: begins a second document; one file holds one",
);
row(
  "refuses a tag",
  "plugins: !!js/function x\n",
  "sluice.yaml:1:10: is no YAML: Unresolved tag: tag:yaml.org,2002:js/function",
);
row(
  "tells a nest that has no bottom",
  "[".repeat(30_000),
  "sluice.yaml:1:1: is nested too deeply",
);
row(
  "tells a dangling id with the known ones of the kind",
  "plugins: { plain: { use: a }, ssa: { use: b } }\npipelines:\n  a.b/Thing:\n    render: [plain, plein]\n    apply: sa\n",
  'sluice.yaml:4:21: pipelines["a.b/Thing"].render[1]: no plugin has the id "plein"; did you mean "plain"? known: plain',
  'sluice.yaml:5:12: pipelines["a.b/Thing"].apply: no plugin has the id "sa"; did you mean "ssa"? known: ssa',
);
row(
  "tells a plugin of the wrong kind",
  "plugins: { plain: { use: a }, ssa: { use: b } }\npipelines:\n  a.b/Thing: { render: [ssa], apply: plain, health: [plain] }\n",
  'sluice.yaml:3:25: pipelines["a.b/Thing"].render[0]: plugin ssa is of kind applier, and renderer or decryptor is wanted; known: plain',
  'sluice.yaml:3:38: pipelines["a.b/Thing"].apply: plugin plain is of kind renderer, and applier is wanted; known: ssa',
  'sluice.yaml:3:54: pipelines["a.b/Thing"].health[0]: plugin plain is of kind renderer, and health is wanted',
);
row(
  "tells a kind that has two pipelines",
  "plugins: { ssa: { use: b } }\npipelines:\n  a.b/Thing: { apply: ssa }\n  Thing.a.b: { apply: ssa }\n",
  'sluice.yaml:4:3: pipelines["Thing.a.b"]: is a.b/Thing once more',
);
row(
  "tells a pipeline without an applier",
  "plugins: {}\npipelines:\n  a.b/Thing: {}\n",
  'sluice.yaml:3:3: pipelines["a.b/Thing"]: lacks "apply"',
);
row(
  "tells a step that stands twice",
  "plugins: { plain: { use: a }, ssa: { use: b } }\npipelines:\n  a.b/Thing: { render: [plain, plain], apply: ssa }\n",
  'sluice.yaml:3:24: pipelines["a.b/Thing"].render: must not have duplicate items',
);
row(
  "tells a cluster plugin that is none",
  "plugins: { plain: { use: a } }\ncluster: { plugin: plain }\n",
  "sluice.yaml:2:20: cluster.plugin: plugin plain is of kind renderer, and cluster is wanted",
);
row(
  "tells a mixed cluster",
  "plugins: {}\ncluster: { inCluster: true, context: a }\n",
  "sluice.yaml:2:12: cluster.inCluster: does not go with the other keys here",
);
row(
  "tells two plugins that claim one route",
  "plugins:\n  git: { use: a, grant: { hosts: ['@'], scratchMiB: 64 } }\n  git2: { use: b, grant: { hosts: ['@'], scratchMiB: 64 } }\n",
  "sluice.yaml:3:3: plugins.git2: plugins git and git2 both serve source.example/v1 GitRepository as source",
);
row(
  "tells what is needed and not granted",
  "plugins:\n  git: { use: a }\n",
  'sluice.yaml:2:3: plugins.git: plugin git needs what is not granted: hosts "@" (the host that the object names at /spec/url); scratchMiB 64',
);
row(
  "tells what a grant lacks",
  "plugins:\n  git:\n    use: a\n    grant: { hosts: [github.com] }\n",
  'sluice.yaml:4:12: plugins.git.grant: plugin git needs what is not granted: hosts "@" (the host that the object names at /spec/url); scratchMiB 64',
);
row(
  "keeps `grant: all` for built-in plugins",
  "plugins:\n  git: { use: a, grant: all }\n",
  "sluice.yaml:2:25: plugins.git.grant: `all` is for built-in plugins; name what this one may do",
);
row(
  "tells an unknown key of a grant",
  "plugins:\n  ssa:\n    use: a\n    grant: { host: ['@'] }\n",
  'sluice.yaml:4:14: plugins.ssa.grant.host: is not known here; did you mean "hosts"? known: hosts, list, listen, memoryMiB, objects, read, reveal, scratchMiB, serviceAccountToken, state',
);
row(
  "tells a host that is none",
  "plugins:\n  ssa: { use: a, grant: { hosts: ['https://a.b/'] } }\n",
  'sluice.yaml:2:35: plugins.ssa.grant.hosts[0]: must be a host: a name, *.name, name:port, * for all, or @ for "the host that the object names"',
);
row(
  "tells a bundle that is not what was pinned",
  `plugins:\n  ssa: { use: a, digest: 'sha256:${"2".repeat(64)}' }\n`,
  "sluice.yaml:2:26: plugins.ssa.digest: plugin ssa is not what was pinned: its bundle is sha256:1111111111111111111111111111111111111111111111111111111111111111",
);
row(
  "refuses to share what is not pure",
  "plugins:\n  ssa: { use: a, share: true }\n",
  "sluice.yaml:2:25: plugins.ssa.share: only a plugin whose manifest says `pure: true` may serve several namespaces",
);
row(
  "tells options that a plugin does not take",
  "plugins:\n  ssa: { use: a, config: { a: 1 } }\n",
  "sluice.yaml:2:28: plugins.ssa.config.a: is no option: ssa takes none",
);
row(
  "tells options that are wrong",
  "plugins:\n  git:\n    use: a\n    grant: { hosts: ['@'], scratchMiB: 64 }\n    config: { depht: 3, depth: 0 }\n",
  'sluice.yaml:5:15: plugins.git.config.depht: is not known here; did you mean "depth"? known: depth, mirror',
  "sluice.yaml:5:32: plugins.git.config.depth: must be >= 1",
);
row(
  "tells all mistakes in one run, in the order of their lines",
  "plugins:\n  git: { use: a }\n  plain: { usee: b }\npipelines:\n  a.b/Thing: { render: [plan], apply: git }\nlog: { level: loud }\nstor: {}\n",
  'sluice.yaml:2:3: plugins.git: plugin git needs what is not granted: hosts "@" (the host that the object names at /spec/url); scratchMiB 64',
  'sluice.yaml:3:3: plugins.plain: lacks "use"',
  'sluice.yaml:3:12: plugins.plain.usee: is not known here; did you mean "use"? known: config, digest, grant, limits, pool, share, use',
  'sluice.yaml:5:25: pipelines["a.b/Thing"].render[0]: no plugin has the id "plan"; did you mean "plain"? known: plain',
  'sluice.yaml:5:39: pipelines["a.b/Thing"].apply: plugin git is of kind source, and applier is wanted',
  "sluice.yaml:6:15: log.level: must be one of trace, debug, info, error",
  'sluice.yaml:7:1: stor: is not known here; did you mean "store"? known: cluster, defaultServiceAccount, limits, log, noCrossNamespaceRefs, noRemoteBases, pipelines, plugins, requeueDependency, server, shard, store, watchLabelSelector',
);
