import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import {
  isDns1123Subdomain,
  isPathSegment,
  isQualifiedName,
} from "../../lib/kubernetes_names/mod.ts";
import { parseQuantity } from "../types/quantity.ts";
import { blockProblems } from "./addresses.ts";
import { nonNegative, oneOf } from "./checks.ts";
import { immutableField } from "./object_meta.ts";
import { type Validator } from "./other_kinds.ts";

const shortestToken = 600, shortestPeriod = 10;

const csiDriver: Validator = (object) => {
  const spec = treeAt(object, "spec"), requests = treesAt(spec, "tokenRequests");
  const audiences = requests.map((request) => textAt(request, "audience"));
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  return [
    ...oneOf(spec.fsGroupPolicy, "spec.fsGroupPolicy", [
      ...["File", "None", "ReadWriteOnceWithFSType"],
    ]),
    ...listAt(spec, "volumeLifecycleModes").flatMap((mode) =>
      lifecycles.includes(String(mode))
        ? []
        : [unsupported("spec.volumeLifecycleModes", mode, lifecycles)]
    ),
    ...requests.flatMap(({ expirationSeconds: seconds }, i) => {
      const at = `spec.tokenRequests[${i}]`;
      return [
        ...audiences.indexOf(audiences[i]!) < i ? [duplicate(`${at}.audience`, audiences[i])] : [],
        ...typeof seconds === "number" && seconds < shortestToken
          ? [
            invalidValue(
              `${at}.expirationSeconds`,
              seconds,
              "may not specify a duration less than 10 minutes",
            ),
          ]
          : [],
      ];
    }),
    ...typeof period === "number" && period < shortestPeriod
      ? [
        invalidValue(
          "spec.nodeAllocatableUpdatePeriodSeconds",
          period,
          "must be greater than or equal to 10 seconds",
        ),
      ]
      : [],
  ];
};

const lifecycles = ["Persistent", "Ephemeral"];

const attributesClass: Validator = (object, old) => {
  if (old !== undefined) {
    return ["driverName", "parameters"].flatMap((field) =>
      immutableField(object[field], old[field], field)
    );
  }
  const driver = textAt(object, "driverName"), detail = "must contain at least one key/value pair";
  return [
    ...driver === ""
      ? [required("driverName")]
      : isQualifiedName(driver.toLowerCase()).map((m) =>
        invalidValue("driverName", driver.toLowerCase(), m)
      ),
    ...Object.keys(treeAt(object, "parameters")).length === 0
      ? [required("parameters", detail)]
      : [],
  ];
};

const capacity: Validator = (object) => {
  const name = textAt(object, "storageClassName"), amount = textAt(object, "capacity");
  return [
    ...isDns1123Subdomain(name).map((m) => invalidValue("storageClassName", name, m)),
    ...amount !== "" && parseQuantity(amount).digits < 0n
      ? [invalidValue("capacity", amount, "must be greater than or equal to 0")]
      : [],
  ];
};

const apiService: Validator = (object) => {
  const spec = treeAt(object, "spec"), errors: FieldError[] = [];
  const name = textAt(object, "metadata", "name");
  const own = `${textAt(spec, "version")}.${textAt(spec, "group")}`;
  if (name !== own) {
    const detail = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(own)}`;
    errors.push(invalidValue("metadata.name", name, detail));
  }
  for (
    const [field, most] of [["groupPriorityMinimum", 20_000], ["versionPriority", 1000]] as const
  ) {
    const value = Number(spec[field] ?? 0);
    if (value > 0 && value <= most) continue;
    errors.push(invalidValue(`spec.${field}`, value, `must be positive and less than ${most}`));
  }
  const insecure = spec.insecureSkipTLSVerify === true;
  if (!isTree(spec.service)) {
    if (insecure) {
      const detail = "may not be true if service is null";
      errors.push(invalidValue("spec.insecureSkipTLSVerify", true, detail));
    }
    return errors;
  }
  for (const field of ["namespace", "name"]) {
    if (textAt(spec, "service", field) === "") errors.push(required(`spec.service.${field}`));
  }
  if (insecure && textAt(spec, "caBundle") !== "") {
    const detail = "may not be true if caBundle is present";
    errors.push(invalidValue("spec.insecureSkipTLSVerify", true, detail));
  }
  return errors;
};

const longestController = 250;

const ingressClass: Validator = (object, old) => {
  const spec = treeAt(object, "spec"), controller = textAt(spec, "controller");
  const errors = old === undefined
    ? []
    : immutableField(controller, treeAt(old, "spec").controller, "spec.controller");
  if (controller === "") return [...errors, required("spec.controller")];
  if (controller.length > longestController) {
    errors.push({
      reason: "FieldValueTooLong",
      field: "spec.controller",
      message: `Too long: may not be more than ${longestController} bytes`,
    });
  }
  if (!/^[a-z0-9.-]+\/.+$/.test(controller)) {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    errors.push(invalidValue("spec.controller", controller, detail));
  }
  return isTree(spec.parameters) ? [...errors, ...parameterErrors(spec.parameters)] : errors;
};

function parameterErrors(parameters: Tree): FieldError[] {
  const at = "spec.parameters", group = textAt(parameters, "apiGroup");
  const scope = textAt(parameters, "scope"), space = textAt(parameters, "namespace");
  const errors = isDns1123Subdomain(group).filter(() => group !== "")
    .map((message) => invalidValue(`${at}.apiGroup`, group, message));
  for (const key of ["kind", "name"]) {
    const value = textAt(parameters, key);
    if (value === "") errors.push(required(`${at}.${key}`));
    else errors.push(...isPathSegment(value).map((m) => invalidValue(`${at}.${key}`, value, m)));
  }
  const detail = `\`parameters.scope\` is set to '${scope}'`;
  if (scope === "Namespace" && space === "") errors.push(required(`${at}.namespace`, detail));
  if (scope === "Cluster" && parameters.namespace !== undefined) {
    errors.push(forbidden(`${at}.namespace`, detail));
  }
  return [...errors, ...oneOf(scope, `${at}.scope`, ["Cluster", "Namespace"])];
}

const usages = [
  ...["any", "cert sign", "client auth", "code signing", "content commitment", "crl sign"],
  ...["data encipherment", "decipher only", "digital signature", "email protection"],
  ...["encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement"],
  ...["key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime"],
  ...["server auth", "signing", "timestamping"],
];

const signingRequest: Validator = (object, old) => {
  if (old !== undefined) return [];
  const spec = treeAt(object, "spec"), signer = textAt(spec, "signerName");
  const errors: FieldError[] = [], given = listAt(spec, "usages"), { request } = spec;
  let text = "";
  try {
    text = atob(textAt(spec, "request"));
  } catch { /* its decoder has said so */ }
  if (!text.includes("-----BEGIN CERTIFICATE REQUEST-----\n")) {
    const detail = "PEM block type must be CERTIFICATE REQUEST";
    errors.push(invalidValue("spec.request", request ?? null, detail));
  }
  if (given.length === 0) errors.push(required("spec.usages"));
  given.forEach((usage, i) => {
    const at = `spec.usages[${i}]`;
    if (!usages.includes(String(usage))) errors.push(unsupported(at, usage, usages));
    if (given.indexOf(usage) < i) errors.push(duplicate(at, usage));
  });
  if (signer === "") errors.push(required("spec.signerName"));
  else if (signer === "kubernetes.io/legacy-unknown") {
    const detail = "the legacy signerName is not allowed via this API version";
    errors.push(invalidValue("spec.signerName", signer, detail));
  } else if (!/^[^/]+\.[^/]+\/.+/.test(signer)) {
    const detail =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    errors.push(invalidValue("spec.signerName", signer, detail));
  }
  const seconds = spec.expirationSeconds;
  if (typeof seconds === "number" && seconds < shortestToken) {
    const detail = "may not specify a duration less than 600 seconds (10 minutes)";
    errors.push(invalidValue("spec.expirationSeconds", seconds, detail));
  }
  return errors;
};

/** Validation of kinds that few repositories contain, by bucket. */
export const furtherValidators: Readonly<Record<string, Validator>> = {
  "networking.k8s.io/ingressclasses": ingressClass,
  "networking.k8s.io/ipaddresses": (object) => {
    const parent = treeAt(object, "spec").parentRef, at = "spec.parentRef";
    if (!isTree(parent)) return [required(at)];
    return ["resource", "name", "namespace"].flatMap((field) => {
      const value = textAt(parent, field);
      if (value === "") return field === "namespace" ? [] : [required(`${at}.${field}`)];
      return isPathSegment(value).map((m) => invalidValue(`${at}.${field}`, value, m));
    });
  },
  "networking.k8s.io/servicecidrs": (object) =>
    listAt(object, "spec", "cidrs").flatMap((block, i) =>
      blockProblems(String(block), `spec.cidrs[${i}]`)
    ),
  "storage.k8s.io/csidrivers": csiDriver,
  "storage.k8s.io/volumeattributesclasses": attributesClass,
  "storage.k8s.io/csistoragecapacities": capacity,
  "apiregistration.k8s.io/apiservices": apiService,
  "certificates.k8s.io/certificatesigningrequests": signingRequest,
  "apps/controllerrevisions": (object, old) => [
    ...object.data === undefined || object.data === null
      ? [required("data", "data is mandatory")]
      : isTree(object.data)
      ? []
      : [required("data", "data must be a valid JSON object")],
    ...nonNegative(object.revision, "revision"),
    ...old !== undefined && JSON.stringify(old.data) !== JSON.stringify(object.data)
      ? [invalidValue("data", object.data, "field is immutable")]
      : [],
  ],
};
