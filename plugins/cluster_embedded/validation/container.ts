import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  notFoundValue,
  required,
} from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { compareQuantities, parseQuantity } from "../types/quantity.ts";
import { nonNegative, oneOf, portName, portNumber, portReference } from "./checks.ts";
import { isDns1123Label, isQualifiedName } from "./names.ts";
import { duplicates } from "./object_meta.ts";
import { validateSecurity } from "./security.ts";

export interface ContainerSetting {
  readonly volumes: ReadonlySet<string>;
  readonly hostNetwork: boolean;
}

/** What is wrong with the containers of a Pod. */
export function validateContainers(
  list: readonly Tree[],
  path: string,
  setting: ContainerSetting,
): FieldError[] {
  const names = new Set<unknown>();
  return list.flatMap((container, i) => {
    const at = `${path}[${i}]`, errors: FieldError[] = [];
    const name = textAt(container, "name");
    if (name === "") errors.push(required(`${at}.name`));
    else errors.push(...isDns1123Label(name).map((m) => invalidValue(`${at}.name`, name, m)));
    if (names.has(name) && name !== "") errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    return [...errors, ...validateContainer(container, at, setting)];
  });
}

function validateContainer(container: Tree, at: string, setting: ContainerSetting): FieldError[] {
  const errors: FieldError[] = [];
  if (textAt(container, "image") === "") errors.push(required(`${at}.image`));
  errors.push(
    ...oneOf(container.imagePullPolicy, `${at}.imagePullPolicy`, [
      "Always",
      "IfNotPresent",
      "Never",
    ]),
    ...oneOf(container.terminationMessagePolicy, `${at}.terminationMessagePolicy`, [
      "FallbackToLogsOnError",
      "File",
    ]),
    ...validatePorts(treesAt(container, "ports"), `${at}.ports`, setting.hostNetwork),
    ...treesAt(container, "env").flatMap((env, i) => validateEnv(env, `${at}.env[${i}]`)),
    ...validateMounts(treesAt(container, "volumeMounts"), `${at}.volumeMounts`, setting.volumes),
    ...validateResources(treeAt(container, "resources"), `${at}.resources`),
    ...validateSecurity(container.securityContext, `${at}.securityContext`),
  );
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    if (isTree(container[probe])) {
      errors.push(...validateProbe(container[probe], `${at}.${probe}`, probe !== "readinessProbe"));
    }
  }
  return errors;
}

function validatePorts(ports: readonly Tree[], path: string, hostNetwork: boolean): FieldError[] {
  const errors = duplicates(ports.map((port) => port.name ?? {}), (i) => `${path}[${i}].name`);
  ports.forEach((port, i) => {
    const at = `${path}[${i}]`, name = textAt(port, "name");
    if (name !== "") errors.push(...portName(name).map((m) => invalidValue(`${at}.name`, name, m)));
    if (port.containerPort === undefined || port.containerPort === 0) {
      errors.push(required(`${at}.containerPort`));
    } else errors.push(...portNumber(port.containerPort, `${at}.containerPort`));
    if (typeof port.hostPort === "number" && port.hostPort !== 0) {
      errors.push(...portNumber(port.hostPort, `${at}.hostPort`));
      if (hostNetwork && port.hostPort !== port.containerPort) {
        errors.push(
          invalidValue(
            `${at}.hostPort`,
            port.hostPort,
            "must match `containerPort` when `hostNetwork` is true",
          ),
        );
      }
    }
    errors.push(...oneOf(port.protocol, `${at}.protocol`, ["SCTP", "TCP", "UDP"], true));
  });
  return errors;
}

const envSources = [
  "fieldRef",
  "resourceFieldRef",
  "configMapKeyRef",
  "secretKeyRef",
  "fileKeyRef",
];
const podFields =
  /^(metadata\.(name|namespace|uid|labels|annotations)(\['.*'\])?|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;

function validateEnv(env: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [], name = textAt(env, "name");
  if (name === "") errors.push(required(`${at}.name`));
  else if (!/^[ -<>-~]+$/.test(name)) {
    errors.push(invalidValue(
      `${at}.name`,
      name,
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ));
  }
  if (!isTree(env.valueFrom)) return errors;
  const from = env.valueFrom, given = envSources.filter((source) => isTree(from[source]));
  if (textAt(env, "value") !== "") {
    errors.push(
      invalidValue(`${at}.valueFrom`, "", "may not be specified when `value` is not empty"),
    );
  }
  if (given.length === 0) {
    errors.push(invalidValue(
      `${at}.valueFrom`,
      "",
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
    ));
  } else if (given.length > 1) {
    errors.push(
      invalidValue(`${at}.valueFrom`, "", "may not have more than one field specified at a time"),
    );
  }
  const path = textAt(from, "fieldRef", "fieldPath");
  if (isTree(from.fieldRef) && !podFields.test(path)) {
    errors.push(
      path === "" ? required(`${at}.valueFrom.fieldRef.fieldPath`) : invalidValue(
        `${at}.valueFrom.fieldRef.fieldPath`,
        path,
        `error converting fieldPath: field label not supported: ${path}`,
      ),
    );
  }
  return errors;
}

function validateMounts(
  mounts: readonly Tree[],
  path: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  const seen = new Set<string>();
  return mounts.flatMap((mount, i) => {
    const at = `${path}[${i}]`, errors: FieldError[] = [], name = textAt(mount, "name");
    if (name === "") errors.push(required(`${at}.name`));
    else if (!volumes.has(name)) errors.push(notFoundValue(`${at}.name`, name));
    const place = textAt(mount, "mountPath");
    if (place === "") errors.push(required(`${at}.mountPath`));
    else if (seen.has(place)) errors.push(invalidValue(`${at}.mountPath`, place, "must be unique"));
    seen.add(place);
    return errors;
  });
}

const standard = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

function validateResources(resources: Tree, path: string): FieldError[] {
  const limits = treeAt(resources, "limits"), requests = treeAt(resources, "requests");
  const errors: FieldError[] = [];
  for (const [part, values] of [["limits", limits], ["requests", requests]] as const) {
    for (const [name, value] of Object.entries(values)) {
      const at = `${path}.${part}[${name}]`;
      errors.push(...isQualifiedName(name).map((m) => invalidValue(at, name, m)));
      if (!name.includes("/") && !standard.test(name)) {
        errors.push(invalidValue(at, name, "must be a standard resource for containers"));
      }
      if (parseQuantity(String(value)).digits < 0n) {
        errors.push(invalidValue(at, value, "must be greater than or equal to 0"));
      }
    }
  }
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && compareQuantities(String(request), String(limit)) > 0) {
      errors.push(
        invalidValue(
          `${path}.requests`,
          request,
          `must be less than or equal to ${name} limit of ${limit}`,
        ),
      );
    }
  }
  return errors;
}

const handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

function validateProbe(probe: Tree, at: string, single: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const given = handlers.filter((handler) => isTree(probe[handler]));
  if (given.length === 0) errors.push(required(at, "must specify a handler type"));
  given.slice(1).forEach((handler) =>
    errors.push(forbidden(`${at}.${handler}`, "may not specify more than 1 handler type"))
  );
  const first = given[0];
  if (first === "httpGet" || first === "tcpSocket" || first === "grpc") {
    errors.push(...portReference(treeAt(probe, first).port ?? 0, `${at}.${first}.port`));
  }
  if (first === "exec" && (treeAt(probe, "exec").command === undefined)) {
    errors.push(required(`${at}.exec.command`));
  }
  for (
    const field of [
      "initialDelaySeconds",
      "timeoutSeconds",
      "periodSeconds",
      "successThreshold",
      "failureThreshold",
    ]
  ) {
    errors.push(...nonNegative(probe[field], `${at}.${field}`));
  }
  if (single && probe.successThreshold !== undefined && probe.successThreshold !== 1) {
    errors.push(invalidValue(`${at}.successThreshold`, probe.successThreshold, "must be 1"));
  }
  return errors;
}
