/** What to do about a reason, or about what a message says; the first that fits. KIND, NAMESPACE and NAME stand for the object's own. */
export const advice: readonly (readonly [pattern: RegExp, what: string])[] = [
  [
    /^DependencyNotReady$/,
    "look at what it depends on, above; it goes on by itself when that is ready",
  ],
  [
    /namespace not specified/,
    "say in the manifest where it belongs, or for all of them in spec.targetNamespace (start: --target-namespace)",
  ],
  [
    /path not found/,
    "check spec.path: the source has no such folder at the revision that it stands at",
  ],
  [
    /^AccessDenied$|cross-namespace references/,
    "name an object of the same namespace, or let this namespace in where the refusal comes from",
  ],
  [
    /^ArtifactFailed$/,
    "look at its source, above: it is not there, has nothing to offer yet, or cannot be reached",
  ],
  [
    /substitute from/,
    "create what is named, or mark it optional: true in spec.postBuild.substituteFrom",
  ],
  [
    /SOPS encrypted|^DecryptionUnavailable$/,
    "add a decryptor to the config's plugins and pipeline; until then nothing encrypted is applied",
  ],
  [
    /^InvalidCELExpression$/,
    "correct the expression that the message shows, in spec.healthCheckExprs",
  ],
  [
    /^BuildFailed$/,
    "build it here, with sluice build KIND/NAME -n NAMESPACE --path FOLDER: it fails in the same way",
  ],
  [
    /^HealthCheckFailed$|health check failed/,
    "look at the objects that are named: kubectl describe them; their Pods' events and logs say more",
  ],
  [
    /no such host|connection refused|i\/o timeout|network is unreachable|connection reset/,
    "check the host in spec.url, and whether sluice reaches it: names, network policies, proxies",
  ],
  [
    /^TokenNotFound$/,
    "create the Secret that spec.secretRef names, with the key that the message asks for",
  ],
  [
    /authentication required|AuthenticationFailed|could not read Username|401/,
    "check the Secret that spec.secretRef names: is it there, and are the credentials in it still good?",
  ],
  [
    /couldn't find remote ref|reference not found|GitOperationFailed/,
    "check spec.ref against the branches and tags that the repository has, and spec.url",
  ],
  [
    /is forbidden: User/,
    "give the service account that is named the rights it lacks, or name another in spec.serviceAccountName",
  ],
  [/no matches for kind/, "install the definition of that kind first; dependsOn keeps the order"],
  [
    /is immutable|field is immutable/,
    "delete the object, or annotate it kustomize.toolkit.fluxcd.io/force: Enabled, so that it is made anew",
  ],
  [
    /^PluginUnavailable$/,
    "the plugin itself fails: the log of sluice says why; it is started again by itself",
  ],
  [
    /^(ReconciliationFailed|PruneFailed)$/,
    "correct in the source what the message names; the next commit is tried at once",
  ],
];
