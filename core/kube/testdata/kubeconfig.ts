export interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly more?: object;
}

/** A kubeconfig as JSON. */
export function kubeconfig({ cluster, user, more }: Parts = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: "https://api.test:6443/", ...cluster } }],
    users: [{ name: "u", user: user ?? { token: "secret" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: "apps" } }],
    "current-context": "x",
    ...more,
  });
}
