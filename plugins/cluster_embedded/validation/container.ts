import {
  duplicate,
  type FieldError,
  invalidValue,
  notFoundValue,
  required,
} from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { oneOf, portName, portNumber } from "./checks.ts";
import { isDns1123Label } from "../../lib/kubernetes_names/mod.ts";
import { duplicates } from "./object_meta.ts";
import { mountErrors, validateContainerFields } from "./container_fields.ts";
import { validateSecurity } from "./security.ts";
import { validateProbe } from "./probe.ts";
import { validateEnv } from "./env.ts";
import { validateResources } from "./container_resources.ts";

export interface ContainerSetting {
  readonly volumes: ReadonlySet<string>;
  readonly hostNetwork: boolean;
  /** They run before the others, and end. */
  readonly initial?: boolean;
  /** Names of other containers of the Pod. */
  readonly taken?: readonly unknown[];
}

/** What is wrong with the containers of a Pod. */
export function validateContainers(
  list: readonly Tree[],
  path: string,
  setting: ContainerSetting,
): FieldError[] {
  const names = new Set<unknown>(setting.taken);
  return list.flatMap((container, i) => {
    const at = `${path}[${i}]`, errors: FieldError[] = [];
    const name = textAt(container, "name");
    if (name === "") errors.push(required(`${at}.name`));
    else errors.push(...isDns1123Label(name).map((m) => invalidValue(`${at}.name`, name, m)));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
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
      "File",
      "FallbackToLogsOnError",
    ]),
    ...validatePorts(treesAt(container, "ports"), `${at}.ports`, setting.hostNetwork),
    ...treesAt(container, "env").flatMap((env, i) => validateEnv(env, `${at}.env[${i}]`)),
    ...validateMounts(treesAt(container, "volumeMounts"), `${at}.volumeMounts`, setting.volumes),
    ...validateResources(treeAt(container, "resources"), `${at}.resources`),
    ...validateContainerFields(container, at, setting.initial === true),
    ...validateSecurity(container.securityContext, `${at}.securityContext`),
  );
  if (setting.initial === true && container.restartPolicy !== "Always") return errors;
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    if (isTree(container[probe])) {
      errors.push(...validateProbe(container[probe], `${at}.${probe}`, probe));
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
    return [...errors, ...mountErrors(mount, path, at)];
  });
}
