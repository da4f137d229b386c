import { get, merge, namespace, post, type Probe, put, remove, type Step } from "../steps.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const authorization = "/apis/authorization.k8s.io/v1";
const as = (user: string, ...groups: string[]) => ({
  headers: {
    "Impersonate-User": user,
    ...(groups.length === 0 ? {} : { "Impersonate-Group": groups }),
  },
});
const maps = "/api/v1/namespaces/access-probe/configmaps";
const anne = as("anne"), team = as("tom", "team");
/** The real server knows of a binding a little later. */
const binding = (name: string, role: object, subjects: object[]): Step[] => [
  post(`${rbac}/namespaces/access-probe/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", ...role },
    subjects,
  }),
  get("/version", { sleep: 500, quiet: true }),
];
const user = (name: string) => ({
  kind: "User",
  apiGroup: "rbac.authorization.k8s.io",
  name,
});
const role = (name: string, rules: object[]): Step =>
  post(`${rbac}/namespaces/access-probe/roles`, { metadata: { name }, rules });
const review = (spec: object, more: object = {}): Step =>
  post(`${authorization}/subjectaccessreviews`, { spec }, more);
const selfReview = (spec: object, more: object = {}): Step =>
  post(`${authorization}/selfsubjectaccessreviews`, { spec }, more);
const tokens = "/api/v1/namespaces/token-probe/serviceaccounts/app/token";
const reviewToken = (token: string, more: object = {}): Step =>
  post("/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token, ...more } });

/** Who may do what. */
export const probes: readonly Probe[] = [
  {
    name: "roles",
    rv: false,
    steps: [
      namespace("access-probe"),
      post(maps, { metadata: { name: "a" } }),
      get(maps, anne),
      role("reader", [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }]),
      ...binding("anne", { kind: "Role", name: "reader" }, [user("anne")]),
      get(maps, anne),
      get(`${maps}/a`, anne),
      get(maps, { ...anne, query: "watch=1&timeoutSeconds=1" }),
      post(maps, { metadata: { name: "b" } }, anne),
      put(`${maps}/a`, { metadata: { name: "a" } }, anne),
      merge(`${maps}/a`, { data: {} }, anne),
      remove(`${maps}/a`, undefined, anne),
      remove(maps, undefined, anne),
      get("/api/v1/configmaps", anne),
      get("/api/v1/namespaces", anne),
      get("/api/v1/nodes/x", anne),
      get("/apis/apps/v1/namespaces/access-probe/deployments/d/scale", anne),
      get("/api/v1/namespaces/access-probe/pods/p/log", anne),
      get("/metrics", anne),
      get("/apis/none.such/v1/things", anne),
      get(maps, team),
      ...binding("team", { kind: "ClusterRole", name: "view" }, [{
        kind: "Group",
        apiGroup: "rbac.authorization.k8s.io",
        name: "team",
      }]),
      get(maps, team),
      get("/api/v1/namespaces/access-probe/secrets", team),
      get("/apis/apps/v1/namespaces/access-probe/deployments", team),
      ...binding("none", { kind: "Role", name: "none-such" }, [user("bob")]),
      get(maps, as("bob")),
      ...binding("account", { kind: "Role", name: "reader" }, [{
        kind: "ServiceAccount",
        name: "app",
        namespace: "access-probe",
      }]),
      get(maps, as("system:serviceaccount:access-probe:app")),
      get(maps, as("system:serviceaccount:access-probe:other")),
      role("wild", [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]),
      ...binding("wild", { kind: "Role", name: "wild" }, [user("wanda")]),
      get("/apis/apps/v1/namespaces/access-probe/deployments", as("wanda")),
      get("/api/v1/namespaces/access-probe", as("wanda")),
      get("/api/v1/namespaces/default/pods", as("wanda")),
      role("named", [{
        apiGroups: [""],
        resources: ["configmaps"],
        resourceNames: ["a"],
        verbs: ["get", "update", "list"],
      }]),
      ...binding("named", { kind: "Role", name: "named" }, [user("nina")]),
      get(`${maps}/a`, as("nina")),
      get(`${maps}/b`, as("nina")),
      get(maps, as("nina")),
      get(maps, { ...as("nina"), query: "fieldSelector=metadata.name%3Da" }),
      put(`${maps}/a`, { metadata: { name: "a" } }, as("nina")),
      merge(`${rbac}/namespaces/access-probe/rolebindings/anne`, {
        roleRef: { name: "other" },
      }),
      post(`${rbac}/namespaces/access-probe/roles`, {
        metadata: { name: "more" },
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
      }, as("wanda")),
      ...binding("self", { kind: "ClusterRole", name: "admin" }, [user("wanda")]),
      post(`${rbac}/clusterroles`, {
        metadata: { name: "access-probe" },
        rules: [{ nonResourceURLs: ["/metrics"], verbs: ["get"] }],
      }),
      post(`${rbac}/clusterrolebindings`, {
        metadata: { name: "access-probe" },
        roleRef: { kind: "ClusterRole", name: "access-probe" },
        subjects: [user("anne")],
      }),
      get("/metrics", { ...anne, quiet: true }),
      remove(`${rbac}/clusterrolebindings/access-probe`),
      remove(`${rbac}/clusterroles/access-probe`),
    ],
  },
  {
    name: "reviews",
    rv: false,
    steps: [
      namespace("review-probe"),
      review({
        user: "anne",
        resourceAttributes: { namespace: "review-probe", verb: "get", resource: "pods" },
      }),
      review({
        user: "root",
        groups: ["system:masters"],
        resourceAttributes: { verb: "*", resource: "*", group: "*" },
      }),
      review({ user: "anne", nonResourceAttributes: { path: "/version", verb: "get" } }),
      review({ user: "anne", nonResourceAttributes: { path: "/metrics", verb: "get" } }),
      review({ user: "anne" }),
      review({}),
      review({
        user: "anne",
        resourceAttributes: { verb: "get", resource: "pods" },
        nonResourceAttributes: { path: "/x", verb: "get" },
      }),
      selfReview({
        resourceAttributes: { verb: "create", resource: "deployments", group: "apps" },
      }),
      selfReview({ resourceAttributes: { verb: "get", resource: "pods" } }, as("anne")),
      selfReview({
        resourceAttributes: {
          verb: "get",
          resource: "pods",
          subresource: "log",
          name: "x",
          namespace: "default",
          version: "v1",
        },
      }, as("anne")),
      selfReview({}),
      post(`${authorization}/namespaces/review-probe/localsubjectaccessreviews`, {
        metadata: { namespace: "review-probe" },
        spec: {
          user: "anne",
          resourceAttributes: { namespace: "review-probe", verb: "get", resource: "pods" },
        },
      }),
      post(`${authorization}/namespaces/review-probe/localsubjectaccessreviews`, {
        spec: {
          user: "anne",
          resourceAttributes: { namespace: "other", verb: "get", resource: "pods" },
        },
      }),
      post(`${authorization}/selfsubjectrulesreviews`, { spec: { namespace: "review-probe" } }, {
        ...as("anne"),
        // The real server gives these in the order of a hash table.
        ignore: ["status.nonResourceRules"],
      }),
      post(`${authorization}/selfsubjectrulesreviews`, { spec: {} }),
      post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, {
        ignore: ["status.userInfo.uid"],
      }),
      post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, as("anne", "x", "y")),
      reviewToken("nope"),
      reviewToken(""),
      get("/api", { headers: { "Impersonate-Group": "x" } }),
      get("/api/v1/namespaces", {
        headers: { "Impersonate-User": "x", "Impersonate-Uid": "1" },
      }),
      post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, {
        headers: { "Impersonate-User": "x", "Impersonate-Uid": "7", "Impersonate-Extra-A.b": "1" },
      }),
      post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, {
        headers: { "Impersonate-User": "system:serviceaccount:default:x" },
      }),
      post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, {
        headers: { "Impersonate-User": "system:anonymous" },
      }),
    ],
  },
  {
    name: "tokens",
    rv: false,
    steps: [
      namespace("token-probe"),
      post("/api/v1/namespaces/token-probe/serviceaccounts", { metadata: { name: "app" } }),
      post(tokens, { spec: {} }, { id: "t", ignore: ["status.expirationTimestamp"] }),
      post(tokens, { spec: { expirationSeconds: 10 } }),
      post(tokens, { spec: { expirationSeconds: 8589934592 } }),
      post(tokens, { spec: { expirationSeconds: 3600, audiences: ["a", "b"] } }, {
        id: "u",
        ignore: ["status.expirationTimestamp"],
      }),
      post(tokens, { metadata: { name: "other" }, spec: {} }),
      post(tokens, {
        spec: { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "none" } },
      }),
      post(tokens, {
        spec: { boundObjectRef: { kind: "ConfigMap", apiVersion: "v1", name: "none" } },
      }),
      post("/api/v1/namespaces/token-probe/serviceaccounts/none/token", { spec: {} }),
      get(tokens),
      reviewToken("${t.status.token}"),
      reviewToken("${u.status.token}"),
      reviewToken("${u.status.token}", { audiences: ["a", "c"] }),
      get("/api/v1/namespaces/token-probe/configmaps", { who: "${t.status.token}" }),
      get("/api/v1/namespaces/token-probe/configmaps", { who: "${u.status.token}" }),
      post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, {
        who: "${t.status.token}",
        ignore: ["status.userInfo.extra"],
      }),
      remove("/api/v1/namespaces/token-probe/serviceaccounts/app"),
    ],
  },
];
