import {
  type FieldError,
  forbidden,
  invalidValue,
  notFoundValue,
  required,
} from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { oneOf, portReference } from "./checks.ts";

const handlers = ["exec", "httpGet", "tcpSocket", "sleep"];

/** Fields of a container besides its ports, environment and probes. */
export function validateContainerFields(container: Tree, at: string, initial: boolean) {
  const errors: FieldError[] = [
    ...sourceErrors(container, `${at}.envFrom`),
    ...treesAt(container, "volumeDevices").flatMap((device, i) =>
      deviceErrors(device, `${at}.volumeDevices[${i}]`)
    ),
    ...treesAt(container, "resizePolicy").flatMap(({ restartPolicy }) =>
      oneOf(restartPolicy, `${at}.resizePolicy`, ["NotRequired", "RestartContainer"], true)
    ),
  ];
  if (initial && container.restartPolicy !== "Always") {
    errors.push(...initialErrors(container, at));
  } else errors.push(...lifecycleErrors(treeAt(container, "lifecycle"), `${at}.lifecycle`));
  const policies = ["Always", "Never", "OnFailure"];
  errors.push(...oneOf(container.restartPolicy, `${at}.restartPolicy`, policies));
  treesAt(container, "resources", "claims").forEach(({ name }, i) => {
    const found = notFoundValue(`${at}.resources.claims[${i}]`, name ?? "");
    const detail = "must be one of the names in pod.spec.resourceClaims which is empty";
    errors.push({ ...found, message: `${found.message}: ${detail}` });
  });
  return errors;
}

/** A container that ends has no life to watch. */
function initialErrors(container: Tree, at: string): FieldError[] {
  const detail = "may not be set for init containers without restartPolicy=Always";
  return ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
    .filter((field) => container[field] !== undefined)
    .map((field) => forbidden(`${at}.${field}`, detail));
}

function sourceErrors(container: Tree, at: string): FieldError[] {
  return treesAt(container, "envFrom").flatMap((source, i) => {
    const errors: FieldError[] = [], prefix = textAt(source, "prefix");
    const given = ["configMapRef", "secretRef"].filter((kind) => isTree(source[kind]));
    if (given.length === 0) {
      errors.push(invalidValue(at, "", "must specify one of: `configMapRef` or `secretRef`"));
    }
    if (given.length > 1) {
      errors.push(invalidValue(at, "", "may not have more than one field specified at a time"));
    }
    if (prefix !== "" && !/^[ -<>-~]+$/.test(prefix)) {
      const detail =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";
      errors.push(invalidValue(`${at}[${i}].prefix`, prefix, detail));
    }
    return errors;
  });
}

function deviceErrors(device: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(device, "name");
  errors.push(name === "" ? required(`${at}.name`) : notFoundValue(`${at}.name`, name));
  if (textAt(device, "devicePath") === "") errors.push(required(`${at}.devicePath`));
  return errors;
}

function lifecycleErrors(lifecycle: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const hook of ["postStart", "preStop"]) {
    if (!isTree(lifecycle[hook])) continue;
    const handler = lifecycle[hook], path = `${at}.${hook}`;
    const given = handlers.filter((kind) => isTree(handler[kind]));
    if (given.length === 0) errors.push(required(path, "must specify a handler type"));
    const [first] = given;
    given.slice(1).forEach((kind) =>
      errors.push(forbidden(`${path}.${kind}`, "may not specify more than 1 handler type"))
    );
    errors.push(...handlerErrors(handler, first, path));
  }
  return errors;
}

function handlerErrors(handler: Tree, kind: string | undefined, at: string): FieldError[] {
  if (kind === "exec") {
    const none = treeAt(handler, "exec").command === undefined;
    return none ? [required(`${at}.exec.command`)] : [];
  }
  if (kind === "httpGet" || kind === "tcpSocket") {
    return portReference(treeAt(handler, kind).port ?? 0, `${at}.${kind}.port`);
  }
  const seconds = Number(treeAt(handler, "sleep").seconds ?? 0);
  if (kind !== "sleep" || seconds >= 0) return [];
  const detail = "must be non-negative and less than terminationGracePeriodSeconds (30)";
  return [invalidValue(`${at}.sleep`, seconds, detail)];
}

/** How a volume is mounted, besides its name and place. */
export function mountErrors(mount: Tree, path: string, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const sub = textAt(mount, "subPath"), expression = textAt(mount, "subPathExpr");
  for (const [field, value] of [["subPath", sub], ["subPathExpr", expression]] as const) {
    if (value.startsWith("/")) {
      errors.push(invalidValue(`${path}.${field}`, value, "must be a relative path"));
    }
    if (value.split("/").includes("..")) {
      errors.push(invalidValue(`${path}.${field}`, value, "must not contain '..'"));
    }
  }
  if (sub !== "" && expression !== "") {
    const detail = "subPathExpr and subPath are mutually exclusive";
    errors.push(invalidValue(`${at}.subPathExpr`, expression, detail));
  }
  const options = ["Bidirectional", "HostToContainer", "None"];
  return [...errors, ...oneOf(mount.mountPropagation, `${path}.mountPropagation`, options)];
}
