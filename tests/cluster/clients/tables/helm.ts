const charts = [
  "podinfo/podinfo",
  "pc-charts/kube-state-metrics",
  "eso/external-secrets",
  "pc-charts/prometheus-node-exporter",
  "bitnami/nginx",
];

/** The life of a release. */
const life = (chart: string, name: string): string[] => [
  `install ${name} charts/${chart} -n ${name} --create-namespace`,
  `list -n ${name}`,
  `status ${name} -n ${name}`,
  `get values ${name} -n ${name} --all -o json`,
  `upgrade ${name} charts/${chart} -n ${name} --set replicaCount=2`,
  `upgrade ${name} charts/${chart} -n ${name} --set fullnameOverride=Bad_`,
  `history ${name} -n ${name}`,
  `rollback ${name} 1 -n ${name}`,
  `history ${name} -n ${name} -o json`,
  `get metadata ${name} -n ${name}`,
  `install ${name} charts/${chart} -n ${name}`,
  `uninstall ${name} -n ${name}`,
  `list -n ${name} -a`,
  `uninstall ${name} -n ${name}`,
];

/** Folders of the archive of charts that are needed. */
export const chartFolders: readonly string[] = charts.map((chart) => `charts/${chart}`);

/** Command lines of helm, in order. */
export const commands: readonly string[] = [
  "version --template={{.Version}}",
  ...charts.flatMap((chart, index) => life(chart, `rel${index}`)),
  "create own",
  "install own own --wait --timeout=1s",
  "upgrade own own --set replicaCount=3 --description=more",
  "test own --timeout=1s",
  "get manifest own",
  "get notes own",
  "get hooks own",
  "list --all-namespaces -o json",
  "uninstall own --keep-history",
  "history own",
  "rollback own 1",
  "uninstall own",
];
