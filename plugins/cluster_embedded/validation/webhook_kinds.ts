import { checkCel, type Scope } from "../../lib/cel/mod.ts";
import {
  duplicate,
  type FieldError,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { labelSelector, oneOf } from "./checks.ts";
import {
  isDns1035Label,
  isDns1123Subdomain,
  isQualifiedName,
} from "../../lib/kubernetes_names/mod.ts";

const dyn = { name: "dyn" };
const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
/** What the conditions of a webhook can name. */
export const requestScope: Scope = {
  ...{ object: dyn, oldObject: dyn, request: dyn, authorizer: dyn },
};

/** What is wrong with webhook configurations. */
export function webhooks(object: Tree): FieldError[] {
  const names = new Set<string>(), mutating = object.kind === "MutatingWebhookConfiguration";
  return treesAt(object, "webhooks").flatMap((webhook, i) => {
    const at = `webhooks[${i}]`, name = textAt(webhook, "name"), errors: FieldError[] = [];
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    const wrong = isDns1123Subdomain(name).map((m) => invalidValue(`${at}.name`, name, m));
    if (name !== "") errors.push(...wrong);
    if (name === "") errors.push(required(`${at}.name`));
    else if (wrong.length === 0 && name.split(".").length < 3) {
      const detail = "should be a domain with at least three segments separated by dots";
      errors.push(invalidValue(`${at}.name`, name, detail));
    }
    if (mutating) {
      const policies = ["IfNeeded", "Never"];
      errors.push(...oneOf(webhook.reinvocationPolicy, `${at}.reinvocationPolicy`, policies));
    }
    return [...errors, ...webhookErrors(webhook, at)];
  });
}

function webhookErrors(webhook: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [], seconds = webhook.timeoutSeconds;
  if (typeof seconds === "number" && (seconds < 1 || seconds > 30)) {
    const detail = "the timeout value must be between 1 and 30 seconds";
    errors.push(invalidValue(`${at}.timeoutSeconds`, seconds, detail));
  }
  return [
    ...errors,
    ...typeof webhook.sideEffects === "string"
      ? ["None", "NoneOnDryRun"].includes(webhook.sideEffects)
        ? []
        : [unsupported(`${at}.sideEffects`, webhook.sideEffects, ["None", "NoneOnDryRun"])]
      : [required(`${at}.sideEffects`, "must specify one of None, NoneOnDryRun")],
    ...oneOf(webhook.failurePolicy, `${at}.failurePolicy`, ["Fail", "Ignore"]),
    ...oneOf(webhook.matchPolicy, `${at}.matchPolicy`, ["Equivalent", "Exact"]),
    ...reviewVersions(listAt(webhook, "admissionReviewVersions"), `${at}.admissionReviewVersions`),
    ...clientErrors(treeAt(webhook, "clientConfig"), `${at}.clientConfig`),
    ...ruleErrors(webhook, "rules", `${at}.rules`),
    ...labelSelector(treeAt(webhook, "namespaceSelector"), `${at}.namespaceSelector`),
    ...labelSelector(treeAt(webhook, "objectSelector"), `${at}.objectSelector`),
    ...conditionErrors(webhook, at, requestScope),
  ];
}

function reviewVersions(versions: readonly unknown[], at: string): FieldError[] {
  if (versions.length === 0) return [required(at, "must specify one of v1, v1beta1")];
  const errors: FieldError[] = [];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) {
      errors.push(invalidValue(`${at}[${i}]`, version, "duplicate version"));
    } else {
      const wrong = isDns1035Label(String(version));
      errors.push(...wrong.map((m) => invalidValue(`${at}[${i}]`, version, m)));
    }
  });
  if (!versions.some((version) => version === "v1" || version === "v1beta1")) {
    const detail = "must include at least one of v1, v1beta1";
    errors.push(invalidValue(at, versions, detail));
  }
  return errors;
}

function clientErrors(client: Tree, at: string): FieldError[] {
  if ((client.url === undefined) === (client.service === undefined)) {
    return [required(at, "exactly one of url or service is required")];
  }
  if (typeof client.url === "string") return urlErrors(client.url, `${at}.url`);
  const service = treeAt(client, "service"), errors: FieldError[] = [];
  for (const field of ["name", "namespace"]) {
    if (textAt(service, field) === "") errors.push(required(`${at}.service.${field}`));
  }
  const port = service.port ?? 443;
  if (typeof port === "number" && (port < 1 || port > 65_535)) {
    const detail = "port is not valid: must be between 1 and 65535, inclusive";
    errors.push(invalidValue(`${at}.service.port`, port, detail));
  }
  const path = textAt(service, "path");
  return path === "" ? errors : [...errors, ...pathErrors(path, `${at}.service.path`)];
}

function pathErrors(path: string, at: string): FieldError[] {
  if (path === "/") return [];
  const errors = path.startsWith("/") ? [] : [invalidValue(at, path, "must start with a '/'")];
  const parts = path.slice(1).replace(/\/$/, "").split("/");
  const empty = parts.flatMap((part, i) =>
    part === "" ? [invalidValue(at, path, `segment[${i}] may not be empty`)] : []
  );
  return [...errors, ...empty];
}

function urlErrors(text: string, at: string): FieldError[] {
  const form = "desired format: https://host[/path]";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    const why = /^[a-z][a-z0-9+.-]*:/i.test(text) ? "invalid URL" : "missing protocol scheme";
    const parse = `parse ${JSON.stringify(text)}: ${why}`;
    return [required(at, `url must be a valid URL: ${parse}; ${form}`)];
  }
  const errors: FieldError[] = [], scheme = url.protocol.slice(0, -1);
  if (/^\w+:\/\/(\/|$)/.test(text)) {
    errors.push(invalidValue(at, "", `host must be specified; ${form}`));
  }
  if (scheme !== "https") {
    const detail = `'https' is the only allowed URL scheme; ${form}`;
    errors.push(invalidValue(at, scheme, detail));
  }
  if (url.username !== "") {
    const user = url.password === "" ? url.username : `${url.username}:${url.password}`;
    errors.push(invalidValue(at, user, "user information is not permitted in the URL"));
  }
  if (url.hash !== "") {
    errors.push(invalidValue(at, url.hash.slice(1), "fragments are not permitted in the URL"));
  }
  if (url.search !== "") {
    const detail = "query parameters are not permitted in the URL";
    errors.push(invalidValue(at, url.search.slice(1), detail));
  }
  return errors;
}

const wildcards: readonly (readonly [string, string])[] = [
  ["apiGroups", "API groups"],
  ["apiVersions", "API versions"],
  ["operations", "operations"],
];

/** What is wrong with rules about resources in `owner[field]`. */
export function ruleErrors(owner: Tree, field: string, at: string): FieldError[] {
  return treesAt(owner, field).flatMap((rule, i) => {
    const path = `${at}[${i}]`, errors: FieldError[] = [];
    for (const [name, words] of wildcards) {
      const list = listAt(rule, name);
      if (list.length === 0) errors.push(required(`${path}.${name}`));
      if (name === "apiVersions") {
        list.forEach((version, n) => {
          if (version === "") errors.push(required(`${path}.${name}[${n}]`));
        });
      }
      if (list.length > 1 && list.includes("*")) {
        const detail = `if '*' is present, must not specify other ${words}`;
        errors.push(invalidValue(`${path}.${name}`, list, detail));
      }
    }
    listAt(rule, "operations").forEach((operation, n) => {
      if (!operations.includes(String(operation))) {
        errors.push(unsupported(`${path}.operations[${n}]`, operation, operations));
      }
    });
    return [
      ...errors,
      ...resourceErrors(listAt(rule, "resources").map(String), `${path}.resources`),
      ...oneOf(rule.scope, `${path}.scope`, ["*", "Cluster", "Namespaced"]),
    ];
  });
}

function resourceErrors(resources: readonly string[], at: string): FieldError[] {
  if (resources.length === 0) return [required(at)];
  const all: FieldError[] = [];
  if (resources.length > 1 && resources.includes("*/*")) {
    const detail = "if '*/*' is present, must not specify other resources";
    all.push(invalidValue(at, resources, detail));
  }
  const whole = new Set(resources.filter((r) => r.endsWith("/*")).map((r) => r.slice(0, -2)));
  const within = resources.flatMap((resource, i) => {
    const [name = "", sub = ""] = resource.split("/");
    if (sub === "" || sub === "*" || !whole.has(name)) return [];
    const detail = `if '${name}/*' is present, must not specify ${resource}`;
    return [invalidValue(`${at}[${i}]`, resource, detail)];
  });
  return [...all, ...within];
}

/** What is wrong with the match conditions of a webhook or policy. */
export function conditionErrors(owner: Tree, at: string, scope: Scope): FieldError[] {
  const names = new Set<string>(), prefix = at === "" ? "" : `${at}.`;
  return treesAt(owner, "matchConditions").flatMap((condition, i) => {
    const path = `${prefix}matchConditions[${i}]`, name = textAt(condition, "name");
    const errors = name === ""
      ? [required(`${path}.name`)]
      : isQualifiedName(name).map((m) => invalidValue(`${path}.name`, name, m));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    const text = textAt(condition, "expression");
    return [
      ...errors,
      ...text.trim() === ""
        ? [required(`${path}.expression`)]
        : expressionErrors(text, `${path}.expression`, scope, ["bool"]),
    ];
  });
}

/** What is wrong with an expression that must give one of some types. */
export function expressionErrors(
  text: string,
  at: string,
  scope: Scope,
  types: readonly string[],
): FieldError[] {
  const { errors, type } = checkCel(text, scope);
  if (errors.length > 0) {
    return [invalidValue(at, text, `compilation failed: ${errors.join("\n")}`)];
  }
  if (type.name === "dyn" || types.includes(type.name)) return [];
  const wanted = types.length === 1 ? types[0] : `one of [${types.join(" ")}]`;
  return [invalidValue(at, text, `must evaluate to ${wanted} but got ${type.name}`)];
}
