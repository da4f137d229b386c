import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
} from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treesAt } from "../json/tree.ts";
import { oneOf } from "./checks.ts";
import { validateContainers } from "./container.ts";
import { validatePodFields } from "./pod_fields.ts";
import { validateSource } from "./volume_sources.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { validateAnnotations, validateLabels } from "./object_meta.ts";

/** What is wrong with a PodSpec; `restart` names the policies that its owner takes. */
export function validatePodSpec(
  spec: Tree,
  at: string,
  restart: readonly string[] = ["Always", "OnFailure", "Never"],
): FieldError[] {
  const wrong = validateVolumes(treesAt(spec, "volumes"), `${at}.volumes`, spec);
  const volumes = new Set(
    treesAt(spec, "volumes").filter((_, i) => wrong[i]!.length === 0).map(({ name }) =>
      String(name)
    ),
  );
  const setting = { volumes, hostNetwork: spec.hostNetwork === true };
  const errors = wrong.flat();
  const containers = treesAt(spec, "containers");
  if (containers.length === 0) errors.push(required(`${at}.containers`));
  errors.push(
    ...validateContainers(containers, `${at}.containers`, setting),
    ...validateContainers(
      treesAt(spec, "initContainers"),
      `${at}.initContainers`,
      { ...setting, initial: true, taken: containers.map(({ name }) => name) },
    ),
    ...validatePodFields(spec, at),
    ...oneOf(spec.restartPolicy, `${at}.restartPolicy`, restart, true),
    ...oneOf(spec.dnsPolicy, `${at}.dnsPolicy`, [
      "ClusterFirstWithHostNet",
      "ClusterFirst",
      "Default",
      "None",
    ], true),
    ...validateLabels(isTree(spec.nodeSelector) ? spec.nodeSelector : {}, `${at}.nodeSelector`),
    ...treesAt(spec, "tolerations").flatMap((t, i) =>
      validateToleration(t, `${at}.tolerations[${i}]`)
    ),
  );
  const account = textAt(spec, "serviceAccountName");
  if (account !== "") {
    errors.push(
      ...isDns1123Subdomain(account).map((m) =>
        invalidValue(`${at}.serviceAccountName`, account, m)
      ),
    );
  }
  return errors;
}

/** What is wrong with each volume. */
function validateVolumes(volumes: readonly Tree[], path: string, spec: Tree): FieldError[][] {
  const seen = new Set<string>();
  return volumes.map((volume, i) => {
    const at = `${path}[${i}]`, name = textAt(volume, "name"), errors: FieldError[] = [];
    if (name === "") errors.push(required(`${at}.name`));
    else errors.push(...isDns1123Label(name).map((m) => invalidValue(`${at}.name`, name, m)));
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    const sources = Object.keys(volume).filter((key) => key !== "name").sort((a, b) =>
      rank(a) - rank(b)
    );
    if (sources.length === 0) errors.push(required(at, "must specify a volume type"));
    const [first] = sources;
    if (first !== undefined) {
      errors.push(...validateSource(first, volume[first], `${at}.${first}`, spec));
    }
    sources.slice(1).forEach((source) =>
      errors.push(forbidden(`${at}.${source}`, "may not specify more than 1 volume type"))
    );
    return errors;
  });
}

/** The order in which the server looks at the sources of a volume. */
const order = [
  ...[
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
  ],
  ...[
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
  ],
  ...[
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
  ],
  ...["azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image"],
];
const rank = (source: string) => order.indexOf(source);

function validateToleration(toleration: Tree, at: string): FieldError[] {
  const { operator, key, value } = toleration;
  const errors: FieldError[] = [];
  if (operator === "Exists" && typeof value === "string" && value !== "") {
    errors.push(
      invalidValue(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"),
    );
  }
  if ((key === undefined || key === "") && operator !== "Exists") {
    errors.push(
      invalidValue(
        `${at}.operator`,
        operator ?? "",
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  }
  const { effect, tolerationSeconds } = toleration;
  if (tolerationSeconds !== undefined && effect !== "NoExecute") {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(invalidValue(`${at}.effect`, effect ?? "", detail));
  }
  errors.push(...oneOf(effect, `${at}.effect`, ["NoSchedule", "PreferNoSchedule", "NoExecute"]));
  return errors;
}

/** What is wrong with a Pod template. */
export function validateTemplate(
  template: Tree,
  at: string,
  restart: readonly string[],
): FieldError[] {
  const metadata = isTree(template.metadata) ? template.metadata : {};
  const spec = isTree(template.spec) ? template.spec : {};
  return [
    ...validateLabels(isTree(metadata.labels) ? metadata.labels : {}, `${at}.labels`),
    ...validateAnnotations(
      isTree(metadata.annotations) ? metadata.annotations : {},
      `${at}.annotations`,
    ),
    ...validatePodSpec(spec, `${at}.spec`, restart),
  ];
}

/** What a Pod itself may not have when it is made, though a template may. */
export function newPodErrors(spec: Tree): FieldError[] {
  const errors: FieldError[] = [];
  if (treesAt(spec, "ephemeralContainers").length > 0) {
    errors.push(forbidden("spec.ephemeralContainers", "cannot be set on create"));
  }
  for (const list of ["containers", "initContainers"]) {
    treesAt(spec, list).forEach((container, i) => {
      const image = textAt(container, "image");
      if (image === image.trim()) return;
      const detail = "must not have leading or trailing whitespace";
      errors.push(invalidValue(`spec.${list}[${i}].image`, image, detail));
    });
  }
  return errors;
}
