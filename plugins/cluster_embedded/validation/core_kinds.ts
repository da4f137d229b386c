import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { equal, isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { jsonType, readJson } from "../json/read.ts";
import { messageOf } from "../errors/api_error.ts";
import { isBlock } from "../../lib/cel/mod.ts";
import { oneOf, portNumber } from "./checks.ts";
import { isConfigKey } from "../../lib/kubernetes_names/mod.ts";
import { immutableField } from "./object_meta.ts";

export type Validator = (object: Tree, old?: Tree, subresource?: string) => FieldError[];

/** A body with more wrong keys than these is refused for the first ones: an answer has its bounds too. */
const mostErrors = 500;

function dataKeys(data: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in data) {
    for (const message of isConfigKey(key)) {
      errors.push(invalidValue(`${at}[${key}]`, key, message));
    }
    if (errors.length >= mostErrors) break;
  }
  return errors;
}

const maxData = 1024 * 1024;

function dataSize(...parts: Tree[]): FieldError[] {
  const size = parts.reduce(
    (sum, part) => sum + Object.values(part).reduce((s: number, v) => s + String(v).length, 0),
    0,
  );
  if (size <= maxData) return [];
  return [{
    reason: "FieldValueTooLong",
    field: "[]",
    message: `Too long: may not be more than ${maxData} bytes`,
  }];
}

/** The finalizers of a namespace's spec. */
const namespace: Validator = (object, _old, subresource) => [
  ...subresource === "status" ? phaseErrors(object) : [],
  ...finalizerErrors(object),
];

function phaseErrors(object: Tree): FieldError[] {
  const phase = textAt(object, "status", "phase");
  const deleted = treeAt(object, "metadata").deletionTimestamp !== undefined;
  if (deleted || phase === "Active") return [];
  const detail = "may only be 'Active' if `deletionTimestamp` is empty";
  return [invalidValue("status.Phase", phase, detail)];
}

const finalizerErrors = (object: Tree): FieldError[] =>
  listAt(object, "spec", "finalizers").map(String).flatMap((name) => {
    if (name.includes("/") || name === "kubernetes") return [];
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    return [invalidValue("spec.finalizers", name, detail)];
  });

const node: Validator = (object) => {
  const spec = treeAt(object, "spec");
  return [
    ...treesAt(spec, "taints").flatMap(({ effect }, i) =>
      oneOf(effect, `metadata.taints[${i}].effect`, [
        ...["NoSchedule", "PreferNoSchedule", "NoExecute"],
      ], true)
    ),
    ...listAt(spec, "podCIDRs").flatMap((range, i) => {
      if (isBlock(String(range))) return [];
      const detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
      return [invalidValue(`spec.podCIDRs[${i}]`, range, detail)];
    }),
  ];
};

const configMap: Validator = (object, old) => {
  const data = treeAt(object, "data"), binary = treeAt(object, "binaryData");
  const errors = [
    ...dataKeys(data, "data"),
    ...dataKeys(binary, "binaryData"),
    ...dataSize(data, binary),
  ];
  for (const key in data) {
    if (key in binary) {
      errors.push(
        invalidValue(`data[${key}]`, key, "duplicate of key present in binaryData"),
      );
    }
  }
  return old === undefined ? errors : [...errors, ...frozen(object, old, ["data", "binaryData"])];
};

/** An immutable object keeps its data, and stays immutable. */
function frozen(object: Tree, old: Tree, fields: readonly string[]): FieldError[] {
  if (old.immutable !== true) return [];
  const text = "field is immutable when `immutable` is set";
  const errors = object.immutable === true ? [] : [forbidden("immutable", text)];
  for (const field of fields) {
    if (!equal(object[field], old[field])) errors.push(forbidden(field, text));
  }
  return errors;
}

const needed: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
};

/** Pull secrets hold a JSON object. */
function jsonObject(encoded: string, key: string): FieldError[] {
  const field = `data[${key}]`, hidden = "<secret contents redacted>";
  let value: unknown;
  try {
    value = readJson(new TextDecoder().decode(Uint8Array.from(atob(encoded), (c) =>
      c.charCodeAt(0)))).value;
  } catch (error) {
    return [invalidValue(field, hidden, messageOf(error))];
  }
  if (isTree(value) || value === null) return [];
  const detail = `json: cannot unmarshal ${
    jsonType(value)
  } into Go value of type map[string]interface {}`;
  return [invalidValue(field, hidden, detail)];
}

const secret: Validator = (object, old) => {
  const data = treeAt(object, "data"), type = textAt(object, "type");
  const errors = [...dataKeys(data, "data"), ...dataSize(data)];
  for (const key of needed[type] ?? []) {
    if (data[key] === undefined) errors.push(required(`data[${key}]`));
    else if (key.startsWith(".docker")) errors.push(...jsonObject(String(data[key]), key));
  }
  if (
    type === "kubernetes.io/basic-auth" && data.username === undefined &&
    data.password === undefined
  ) {
    errors.push(required("data[username]"), required("data[password]"));
  }
  if (type === "kubernetes.io/service-account-token") {
    const name = treeAt(object, "metadata", "annotations")["kubernetes.io/service-account.name"];
    if (name === undefined || name === "") {
      errors.push(required("metadata.annotations[kubernetes.io/service-account.name]"));
    }
  }
  if (old === undefined) return errors;
  return [...errors, ...immutableField(type, old.type, "type"), ...frozen(object, old, ["data"])];
};

import { event } from "./events.ts";
import { limitRange, resourceQuota } from "./limit_kinds.ts";
import { claim, volume } from "./storage_kinds.ts";

const endpoints: Validator = (object) =>
  treesAt(object, "subsets").flatMap((subset, i) => [
    ...treesAt(subset, "addresses").flatMap((address, j) => {
      const field = `subsets[${i}].addresses[${j}].ip`, ip = textAt(address, "ip");
      return /^\d{1,3}(\.\d{1,3}){3}$|:/.test(ip) ? [] : [
        invalidValue(field, ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        invalidValue(field, ip, "must be a valid IP address"),
      ];
    }),
    ...subset.addresses === undefined && subset.notReadyAddresses === undefined
      ? [required(`subsets[${i}]`, "must specify `addresses` or `notReadyAddresses`")]
      : [],
    ...treesAt(subset, "ports").flatMap((port, j) =>
      portNumber(port.port ?? 0, `subsets[${i}].ports[${j}].port`)
    ),
  ]);

/** Validation of core kinds by bucket. */
export const coreValidators: Readonly<Record<string, Validator>> = {
  "/configmaps": configMap,
  "/secrets": secret,
  "/persistentvolumeclaims": claim,
  "/persistentvolumes": volume,
  "/endpoints": endpoints,
  "/resourcequotas": resourceQuota,
  "/limitranges": limitRange,
  "/namespaces": namespace,
  "/nodes": node,
  "/events": event,
};
