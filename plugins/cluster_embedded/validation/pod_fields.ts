import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isAddress } from "../../lib/cel/mod.ts";
import { parseQuantity } from "../types/quantity.ts";
import { labelSelector, oneOf } from "./checks.ts";
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  regexMessage,
} from "../../lib/kubernetes_names/mod.ts";

const maxId = 2147483647;
const wrongAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const searchDomain = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const sysctl = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

/** The fields of a PodSpec that stand beside containers and volumes. */
export function validatePodFields(spec: Tree, at: string): FieldError[] {
  const named = (field: string, rule: (name: string) => string[]) => {
    const value = textAt(spec, field);
    if (value === "") return [];
    return rule(value).map((message) => invalidValue(`${at}.${field}`, value, message));
  };
  return [
    ...dnsErrors(spec, at),
    ...deadlineErrors(spec, at),
    ...named("nodeName", isDns1123Subdomain),
    ...named("hostname", isDns1123Label),
    ...named("subdomain", isDns1123Label),
    ...hostErrors(spec, at),
    ...contextErrors(treeAt(spec, "securityContext"), spec, `${at}.securityContext`),
    ...gateErrors(spec, at),
    ...spreadErrors(spec, `${at}.topologySpreadConstraints`),
    ...affinityErrors(treeAt(spec, "affinity"), `${at}.affinity`),
    ...oneOf(treeAt(spec, "os").name, `${at}.os`, ["linux", "windows"]),
    ...Object.entries(treeAt(spec, "overhead")).flatMap(([name, value]) =>
      parseQuantity(String(value)).digits < 0n
        ? [
          invalidValue(
            `${at}.overhead.limits[${name}]`,
            value,
            "must be greater than or equal to 0",
          ),
        ]
        : []
    ),
  ];
}

function deadlineErrors({ activeDeadlineSeconds: seconds }: Tree, at: string): FieldError[] {
  if (typeof seconds !== "number" || (seconds >= 1 && seconds <= maxId)) return [];
  const detail = `must be between 1 and ${maxId}, inclusive`;
  return [invalidValue(`${at}.activeDeadlineSeconds`, seconds, detail)];
}

function dnsErrors(spec: Tree, at: string): FieldError[] {
  const config = treeAt(spec, "dnsConfig"), path = `${at}.dnsConfig`;
  const servers = listAt(config, "nameservers"), errors: FieldError[] = [];
  if (spec.dnsPolicy === "None") {
    if (!isTree(spec.dnsConfig)) {
      return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")];
    }
    if (servers.length === 0) {
      const detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
      errors.push(required(`${path}.nameservers`, detail));
    }
  }
  servers.forEach((server, i) => {
    if (!isAddress(String(server))) {
      errors.push(invalidValue(`${path}.nameservers[${i}]`, server, wrongAddress));
    }
  });
  const domain = `${searchDomain}(\\.${searchDomain})*`;
  listAt(config, "searches").forEach((search, i) => {
    const text = String(search).replace(/\.$/, "");
    if (text === "" || new RegExp(`^${domain}$`).test(text)) return;
    const detail = regexMessage(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
      domain,
      "example.com",
    );
    errors.push(invalidValue(`${path}.searches[${i}]`, search, detail));
  });
  treesAt(config, "options").forEach((option, i) => {
    if (textAt(option, "name") === "") {
      errors.push(required(`${path}.options[${i}]`, "must not be empty"));
    }
  });
  return errors;
}

function hostErrors(spec: Tree, at: string): FieldError[] {
  return treesAt(spec, "hostAliases").flatMap((alias, i) => {
    const path = `${at}.hostAliases[${i}]`, ip = textAt(alias, "ip");
    return [
      ...isAddress(ip) ? [] : [invalidValue(`${path}.ip`, ip, wrongAddress)],
      ...listAt(alias, "hostnames").flatMap((name, n) =>
        isDns1123Subdomain(String(name)).map((m) =>
          invalidValue(`${path}.hostnames[${n}]`, name, m)
        )
      ),
    ];
  });
}

function contextErrors(context: Tree, spec: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const id = (value: unknown, path: string) => {
    if (typeof value !== "number" || (value >= 0 && value <= maxId)) return;
    errors.push(invalidValue(path, value, `must be between 0 and ${maxId}, inclusive`));
  };
  for (const field of ["runAsUser", "runAsGroup", "fsGroup"]) id(context[field], `${at}.${field}`);
  listAt(context, "supplementalGroups").forEach((group, i) =>
    id(group, `${at}.supplementalGroups[${i}]`)
  );
  treesAt(context, "sysctls").forEach((entry, i) => {
    const name = textAt(entry, "name"), path = `${at}.sysctls[${i}].name`;
    if (name === "") errors.push(required(path));
    else if (!new RegExp(sysctl).test(name)) {
      const detail = `must have at most 253 characters and match regex ${sysctl}`;
      errors.push(invalidValue(path, name, detail));
    }
  });
  errors.push(
    ...oneOf(context.fsGroupChangePolicy, `${at}.fsGroupChangePolicy`, [
      "Always",
      "OnRootMismatch",
    ]),
    ...seccompErrors(context.seccompProfile, `${at}.seccompProfile`),
  );
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const detail = "ShareProcessNamespace and HostPID cannot both be enabled";
    errors.push(invalidValue(`${at}.shareProcessNamespace`, true, detail));
  }
  return errors;
}

/** What is wrong with a seccomp profile of a Pod or container. */
export function seccompErrors(profile: unknown, at: string): FieldError[] {
  if (!isTree(profile)) return [];
  const { type, localhostProfile } = profile;
  if (type === "Localhost") {
    if (localhostProfile !== undefined) return [];
    const detail = "must be set when seccomp type is Localhost";
    return [required(`${at}.localhostProfile`, detail)];
  }
  const errors = oneOf(type, `${at}.type`, ["Localhost", "RuntimeDefault", "Unconfined"], true);
  if (localhostProfile !== undefined) {
    const detail = "can only be set when seccomp type is Localhost";
    errors.push(invalidValue(`${at}.localhostProfile`, localhostProfile, detail));
  }
  return errors;
}

function gateErrors(spec: Tree, at: string): FieldError[] {
  return [
    ...treesAt(spec, "readinessGates").flatMap((gate, i) =>
      isQualifiedName(textAt(gate, "conditionType")).map((m) =>
        invalidValue(`${at}.readinessGates[${i}].conditionType`, gate.conditionType ?? "", m)
      )
    ),
    ...treesAt(spec, "schedulingGates").flatMap((gate, i) =>
      isQualifiedName(textAt(gate, "name")).map((m) =>
        invalidValue(`${at}.schedulingGates[${i}]`, gate.name ?? "", m)
      )
    ),
  ];
}

function topologyKey(value: string, at: string): FieldError[] {
  const names = isQualifiedName(value).map((message) => invalidValue(at, value, message));
  return value === "" ? [required(at, "can not be empty"), ...names] : names;
}

function spreadErrors(spec: Tree, at: string): FieldError[] {
  return treesAt(spec, "topologySpreadConstraints").flatMap((constraint, i) => {
    const path = `${at}[${i}]`, key = textAt(constraint, "topologyKey"), errors: FieldError[] = [];
    if (!(Number(constraint.maxSkew ?? 0) > 0)) {
      errors.push(
        invalidValue(`${path}.maxSkew`, constraint.maxSkew ?? 0, "must be greater than zero"),
      );
    }
    if (key === "") errors.push(required(`${path}.topologyKey`, "can not be empty"));
    const actions = ["DoNotSchedule", "ScheduleAnyway"], action = constraint.whenUnsatisfiable;
    if (!actions.includes(String(action))) {
      errors.push(unsupported(`${path}.whenUnsatisfiable`, action ?? "", actions));
    }
    return [
      ...errors,
      ...labelSelector(treeAt(constraint, "labelSelector"), `${path}.labelSelector`),
    ];
  });
}

const required_ = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

function affinityErrors(affinity: Tree, at: string): FieldError[] {
  const errors = nodeAffinityErrors(treeAt(affinity, "nodeAffinity"), `${at}.nodeAffinity`);
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const part = treeAt(affinity, kind), path = `${at}.${kind}`;
    treesAt(part, required_).forEach((term, i) =>
      errors.push(...termErrors(term, `${path}.${required_}[${i}]`))
    );
    treesAt(part, preferred).forEach((weighted, i) => {
      const below = `${path}.${preferred}[${i}]`;
      errors.push(
        ...weightErrors(weighted, below),
        ...termErrors(treeAt(weighted, "podAffinityTerm"), `${below}.podAffinityTerm`),
      );
    });
  }
  return errors;
}

function termErrors(term: Tree, at: string): FieldError[] {
  return [
    ...labelSelector(treeAt(term, "labelSelector"), `${at}.labelSelector`),
    ...topologyKey(textAt(term, "topologyKey"), `${at}.topologyKey`),
  ];
}

function weightErrors({ weight }: Tree, at: string): FieldError[] {
  const number = Number(weight ?? 0);
  if (number >= 1 && number <= 100) return [];
  return [invalidValue(`${at}.weight`, number, "must be in the range 1-100")];
}

function nodeAffinityErrors(part: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [], must = part[required_];
  if (isTree(must)) {
    const terms = treesAt(must, "nodeSelectorTerms"), path = `${at}.${required_}.nodeSelectorTerms`;
    if (terms.length === 0) {
      errors.push(required(path, "must have at least one node selector term"));
    }
    terms.forEach((term, i) => errors.push(...nodeTermErrors(term, `${path}[${i}]`)));
  }
  treesAt(part, preferred).forEach((weighted, i) => {
    const path = `${at}.${preferred}[${i}]`;
    errors.push(
      ...weightErrors(weighted, path),
      ...nodeTermErrors(treeAt(weighted, "preference"), `${path}.preference`),
    );
  });
  return errors;
}

/** What is wrong with one term of a selector of nodes. */
export function nodeTermErrors(term: Tree, at: string): FieldError[] {
  return treesAt(term, "matchExpressions").flatMap((expression, i) => {
    const path = `${at}.matchExpressions[${i}]`, { operator } = expression;
    const count = listAt(expression, "values").length, key = textAt(expression, "key");
    const errors = isQualifiedName(key).map((m) => invalidValue(`${path}.key`, key, m));
    if (operator === "In" || operator === "NotIn") {
      if (count === 0) {
        const detail = "must be specified when `operator` is 'In' or 'NotIn'";
        errors.push(required(`${path}.values`, detail));
      }
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (count > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(forbidden(`${path}.values`, detail));
      }
    } else if (operator === "Gt" || operator === "Lt") {
      if (count !== 1) {
        const detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
        errors.push(required(`${path}.values`, detail));
      }
    } else {
      errors.push(
        invalidValue(`${path}.operator`, operator ?? "", "not a valid selector operator"),
      );
    }
    return errors;
  });
}
