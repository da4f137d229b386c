import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { oneOf } from "./checks.ts";
import { type Validator } from "./other_kinds.ts";

const largestPrecedence = 10_000;
const verbs = [
  ...["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"],
];

/** What is wrong with a FlowSchema. */
export const flowSchema: Validator = (object) => {
  const spec = treeAt(object, "spec"), precedence = Number(spec.matchingPrecedence ?? 0);
  const errors: FieldError[] = [], at = "spec.matchingPrecedence";
  const refuse = (detail: string) => errors.push(invalidValue(at, precedence, detail));
  if (precedence <= 0) refuse("must be a positive value");
  if (precedence > largestPrecedence) refuse(`must not be greater than ${largestPrecedence}`);
  if (precedence === 1 && textAt(object, "metadata", "name") !== "exempt") {
    refuse("only the schema named 'exempt' may have matchingPrecedence 1");
  }
  const method = spec.distinguisherMethod, methods = ["ByNamespace", "ByUser"];
  if (isTree(method) && !methods.includes(textAt(method, "type"))) {
    const shown = { Type: textAt(method, "type") };
    errors.push(unsupported("spec.distinguisherMethod.type", shown, methods));
  }
  const name = textAt(spec, "priorityLevelConfiguration", "name");
  const place = "spec.priorityLevelConfiguration.name";
  return [
    ...errors,
    ...name === ""
      ? [required(place, "must reference a priority level")]
      : isDns1123Subdomain(name).map((message) => invalidValue(place, name, message)),
    ...treesAt(spec, "rules").flatMap((rule, i) => ruleErrors(rule, `spec.rules[${i}]`)),
  ];
};

function ruleErrors(rule: Tree, at: string): FieldError[] {
  const subjects = treesAt(rule, "subjects"), resources = treesAt(rule, "resourceRules");
  const others = treesAt(rule, "nonResourceRules");
  return [
    ...subjects.length === 0
      ? [required(`${at}.subjects`, "subjects must contain at least one value")]
      : subjects.flatMap((subject, i) => subjectErrors(subject, `${at}.subjects[${i}]`)),
    ...resources.length + others.length === 0
      ? [required(at, "at least one of resourceRules and nonResourceRules has to be non-empty")]
      : [],
    ...resources.flatMap((one, i) => resourceErrors(one, `${at}.resourceRules[${i}]`)),
    ...others.flatMap((one, i) => urlErrors(one, `${at}.nonResourceRules[${i}]`)),
  ];
}

const subjectFields: Readonly<Record<string, string>> = {
  ...{ Group: "group", ServiceAccount: "serviceAccount", User: "user" },
};

function subjectErrors(subject: Tree, at: string): FieldError[] {
  const kind = textAt(subject, "kind"), own = subjectFields[kind];
  if (own === undefined) return [unsupported(`${at}.kind`, kind, Object.keys(subjectFields))];
  const others = Object.entries(subjectFields).filter(([, field]) =>
    field !== own && subject[field] !== undefined
  ).map(([other, field]) =>
    forbidden(`${at}.${field}`, `${field} is forbidden when subject kind is not '${other}'`)
  );
  if (!isTree(subject[own])) {
    return [
      required(`${at}.${own}`, `${own} is required when subject kind is '${kind}'`),
      ...others,
    ];
  }
  const name = textAt(subject, own, "name"), space = textAt(subject, own, "namespace");
  const errors = name === "" ? [required(`${at}.${own}.name`)] : [];
  if (own !== "serviceAccount") return [...errors, ...others];
  const place = `${at}.${own}.namespace`;
  return [
    ...errors,
    ...name === "*" || name === ""
      ? []
      : isDns1123Subdomain(name).map((m) => invalidValue(`${at}.${own}.name`, name, m)),
    ...space === ""
      ? [required(place, "must specify namespace for service account")]
      : isDns1123Label(space).map((message) => invalidValue(place, space, message)),
    ...others,
  ];
}

/** A star stands alone. */
function alone(list: readonly unknown[], at: string, words: string): FieldError[] {
  if (list.length < 2 || !list.includes("*")) return [];
  return [invalidValue(at, list, `if '*' is present, must not specify other ${words}`)];
}

function verbErrors(rule: Tree, at: string): FieldError[] {
  const given = listAt(rule, "verbs"), place = `${at}.verbs`;
  if (given.length === 0) return [required(place, "verbs must contain at least one value")];
  if (given.includes("*")) return alone(given, place, "verbs");
  return given.every((verb) => verbs.includes(String(verb)))
    ? []
    : [unsupported(place, given, verbs)];
}

function resourceErrors(rule: Tree, at: string): FieldError[] {
  const groups = listAt(rule, "apiGroups"), resources = listAt(rule, "resources");
  const spaces = listAt(rule, "namespaces"), errors = verbErrors(rule, at);
  if (groups.length === 0) {
    errors.push(required(`${at}.apiGroups`, "resource rules must supply at least one api group"));
  }
  if (resources.length === 0) {
    errors.push(required(`${at}.resources`, "resource rules must supply at least one resource"));
  }
  if (spaces.length === 0 && rule.clusterScope !== true) {
    const detail = "resource rules that are not cluster scoped must supply at least one namespace";
    errors.push(required(`${at}.namespaces`, detail));
  }
  const wrongSpaces = spaces.includes("*")
    ? []
    : spaces.map(String).flatMap((space, i) =>
      isDns1123Label(space).map((message) =>
        invalidValue(
          `${at}.namespaces[${i}]`,
          space,
          `each member of this list must be '*' or a DNS-1123 label; ${message}`,
        )
      )
    );
  return [
    ...errors,
    ...alone(groups, `${at}.apiGroups`, "api groups"),
    ...alone(resources, `${at}.resources`, "resources"),
    ...alone(spaces, `${at}.namespaces`, "namespaces"),
    ...wrongSpaces,
  ];
}

function urlErrors(rule: Tree, at: string): FieldError[] {
  const urls = listAt(rule, "nonResourceURLs"), place = `${at}.nonResourceURLs`;
  return [
    ...verbErrors(rule, at),
    ...urls.length === 0
      ? [required(place, "nonResourceURLs must contain at least one value")]
      : alone(urls, place, "non-resource URLs"),
  ];
}

/** What is wrong with a PriorityLevelConfiguration. */
export const priorityLevel: Validator = (object) => {
  const spec = treeAt(object, "spec"), type = textAt(spec, "type"), errors: FieldError[] = [];
  if ((textAt(object, "metadata", "name") === "exempt") !== (type === "Exempt")) {
    const detail = "must be 'Exempt' if and only if `name` is 'exempt'";
    errors.push(invalidValue("spec.type", type, detail));
  }
  if (type === "Exempt") {
    if (spec.limited !== undefined) {
      errors.push(forbidden("spec.limited", "must be nil if the type is not Limited"));
    }
    return isTree(spec.exempt) ? [...errors, ...shareErrors(spec.exempt, "spec.exempt")] : errors;
  }
  if (type !== "Limited") {
    return [...errors, ...oneOf(type, "spec.type", ["Exempt", "Limited"], true)];
  }
  if (spec.exempt !== undefined) {
    errors.push(forbidden("spec.exempt", "must be nil if the type is Limited"));
  }
  if (!isTree(spec.limited)) {
    return [...errors, required("spec.limited", "must not be empty when type is Limited")];
  }
  return [...errors, ...limitErrors(spec.limited, "spec.limited")];
};

function shareErrors(level: Tree, at: string): FieldError[] {
  const shares = Number(level.nominalConcurrencyShares ?? 0), errors: FieldError[] = [];
  if (shares < 0) {
    const place = `${at}.nominalConcurrencyShares`;
    errors.push(invalidValue(place, shares, "must be a non-negative integer"));
  }
  const percent = Number(level.lendablePercent ?? 0);
  if (percent >= 0 && percent <= 100) return errors;
  const detail = "must be between 0 and 100, inclusive";
  return [...errors, invalidValue(`${at}.lendablePercent`, percent, detail)];
}

function limitErrors(level: Tree, at: string): FieldError[] {
  const response = treeAt(level, "limitResponse"), type = textAt(response, "type");
  const place = `${at}.limitResponse`, errors = shareErrors(level, at);
  const borrowing = level.borrowingLimitPercent;
  if (typeof borrowing === "number" && borrowing < 0) {
    const detail = "if specified, must be a non-negative integer";
    errors.push(invalidValue(`${at}.borrowingLimitPercent`, borrowing, detail));
  }
  const queuing = response.queuing, where = `${place}.queuing`;
  if (type === "Reject" && queuing !== undefined) {
    const detail = "must be nil if limited.limitResponse.type is not Limited";
    return [...errors, forbidden(where, detail)];
  }
  if (type !== "Queue") {
    return [...errors, ...oneOf(type, `${place}.type`, ["Queue", "Reject"], true)];
  }
  if (!isTree(queuing)) {
    const detail = "must not be empty if limited.limitResponse.type is Limited";
    return [...errors, required(where, detail)];
  }
  return [...errors, ...queueErrors(queuing, where)];
}

const mostQueues = 10_000_000;

function queueErrors(queuing: Tree, at: string): FieldError[] {
  const count = (key: string) => Number(queuing[key] ?? 0);
  const errors = ["queueLengthLimit", "queues", "handSize"].filter((key) => count(key) <= 0)
    .map((key) => invalidValue(`${at}.${key}`, count(key), "must be positive"));
  if (count("queues") > mostQueues) {
    const detail = `must not be greater than ${mostQueues}`;
    errors.push(invalidValue(`${at}.queues`, count("queues"), detail));
  }
  if (count("handSize") > count("queues")) {
    const detail = `should not be greater than queues (${count("queues")})`;
    errors.push(invalidValue(`${at}.handSize`, count("handSize"), detail));
  }
  return errors;
}
