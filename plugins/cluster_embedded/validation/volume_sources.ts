import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { parseQuantity } from "../types/quantity.ts";
import { oneOf } from "./checks.ts";

const hostTypes = [
  ...["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate"],
  "Socket",
];
const downwardFields = [
  ...["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace"],
  "metadata.uid",
];

type Check = (source: Tree, at: string, spec: Tree) => FieldError[];

/** What is wrong with the first source of a volume. */
export function validateSource(name: string, source: unknown, at: string, spec: Tree) {
  return isTree(source) ? sources[name]?.(source, at, spec) ?? [] : [];
}

const needs = (...fields: readonly string[]): Check => (source, at) =>
  fields.filter((field) => textAt(source, field) === "").map((field) => required(`${at}.${field}`));

const monitored = (...fields: readonly string[]): Check => (source, at) => [
  ...listAt(source, "monitors").length === 0 ? [required(`${at}.monitors`)] : [],
  ...needs(...fields)(source, at, {}),
];

const sources: Readonly<Record<string, Check>> = {
  hostPath(source, at) {
    const path = textAt(source, "path"), type = textAt(source, "type");
    return [
      ...path === "" ? [required(`${at}.path`)] : backsteps(path, `${at}.path`),
      ...hostTypes.includes(type) ? [] : [unsupported(`${at}.type`, type, hostTypes)],
    ];
  },
  secret: (source, at) => [
    ...needs("secretName")(source, at, {}),
    ...modeErrors(source.defaultMode, `${at}.defaultMode`),
    ...itemErrors(source, at),
  ],
  configMap: (source, at) => [
    ...needs("name")(source, at, {}),
    ...modeErrors(source.defaultMode, `${at}.defaultMode`),
    ...itemErrors(source, at),
  ],
  downwardAPI: (source, at) =>
    treesAt(source, "items").flatMap((item, i) => downwardErrors(item, at, i)),
  projected: validateProjected,
  persistentVolumeClaim: needs("claimName"),
  emptyDir(source, at) {
    const limit = source.sizeLimit;
    if (limit === undefined || parseQuantity(String(limit)).digits >= 0n) return [];
    return [forbidden(`${at}.sizeLimit`, "SizeLimit field must be a valid resource quantity")];
  },
  nfs(source, at) {
    const path = textAt(source, "path");
    const errors = needs("server", "path")(source, at, {});
    return path.startsWith("/")
      ? errors
      : [...errors, invalidValue(`${at}.path`, path, "must be an absolute path")];
  },
  csi: needs("driver"),
  glusterfs: needs("endpoints", "path"),
  azureFile: needs("secretName", "shareName"),
  awsElasticBlockStore: needs("volumeID"),
  azureDisk: needs("diskName", "diskURI"),
  cinder: needs("volumeID"),
  vsphereVolume: needs("volumePath"),
  cephfs: monitored(),
  rbd: monitored("image"),
  gcePersistentDisk(source, _at) {
    const at = "spec.persistentDisk", { partition } = source;
    const errors = needs("pdName")(source, at, {});
    if (typeof partition !== "number" || (partition >= 0 && partition <= 255)) return errors;
    const detail = "must be between 1 and 255, inclusive";
    return [...errors, invalidValue(`${at}.partition`, partition, detail)];
  },
  fc: (source, at) =>
    source.targetWWNs === undefined && source.wwids === undefined
      ? [required(`${at}.targetWWNs`, "must specify either targetWWNs or wwids, but not both")]
      : [],
  iscsi(source, at) {
    const errors = needs("targetPortal", "iqn")(source, at, {}), iqn = textAt(source, "iqn");
    if (iqn !== "" && !/^(iqn\.|eui\.|naa\.)/.test(iqn)) {
      errors.push(invalidValue(`${at}.iqn`, iqn, "must be valid format"));
    }
    const lun = Number(source.lun ?? 0);
    return lun >= 0 && lun <= 255
      ? errors
      : [...errors, invalidValue(`${at}.lun`, lun, "must be between 0 and 255, inclusive")];
  },
  ephemeral: (source, at) =>
    source.volumeClaimTemplate === undefined ? [required(`${at}.volumeClaimTemplate`)] : [],
  image: (source, at) => [
    ...needs("reference")(source, at, {}),
    ...oneOf(source.pullPolicy, `${at}.pullPolicy`, ["Always", "IfNotPresent", "Never"]),
  ],
};

function backsteps(path: string, at: string): FieldError[] {
  return path.split("/").includes("..") ? [invalidValue(at, path, "must not contain '..'")] : [];
}

function modeErrors(mode: unknown, at: string): FieldError[] {
  if (typeof mode !== "number" || (mode >= 0 && mode <= 0o777)) return [];
  return [invalidValue(at, mode, "must be a number between 0 and 0777 (octal), both inclusive")];
}

function relativePath(path: string, at: string): FieldError[] {
  if (path === "") return [required(at)];
  if (path.startsWith("/")) return [invalidValue(at, path, "must be a relative path")];
  return backsteps(path, at);
}

function itemErrors(source: Tree, at: string): FieldError[] {
  return treesAt(source, "items").flatMap((item, i) => {
    const below = `${at}.items[${i}]`;
    return [
      ...textAt(item, "key") === "" ? [required(`${below}.key`)] : [],
      ...relativePath(textAt(item, "path"), `${below}.path`),
      ...modeErrors(item.mode, `${below}.mode`),
    ];
  });
}

function downwardErrors(item: Tree, at: string, _index: number): FieldError[] {
  const errors = relativePath(textAt(item, "path"), `${at}.path`);
  if (isTree(item.fieldRef)) {
    const path = textAt(item, "fieldRef", "fieldPath").replace(/\['.*'\]$/, "");
    if (!downwardFields.includes(path)) {
      errors.push(unsupported(`${at}.fieldRef.fieldPath`, path, downwardFields));
    }
  } else if (!isTree(item.resourceFieldRef)) {
    errors.push(required(at, "one of fieldRef and resourceFieldRef is required"));
  }
  return errors;
}

function validateProjected(source: Tree, at: string, spec: Tree): FieldError[] {
  const errors: FieldError[] = [], paths = new Set<string>();
  treesAt(source, "sources").forEach((part, i) => {
    const below = `${at}.sources[${i}]`;
    for (const kind of ["secret", "configMap"]) {
      if (!isTree(part[kind])) continue;
      errors.push(...needs("name")(part[kind], `${below}.${kind}`, {}));
      errors.push(...itemErrors(part[kind], `${below}.${kind}`));
      for (const item of treesAt(part[kind], "items")) {
        const path = textAt(item, "path");
        if (paths.has(path)) {
          const name = textAt(part[kind], "name");
          errors.push(invalidValue(at, name, "conflicting duplicate paths"));
        }
        paths.add(path);
      }
    }
    if (isTree(part.serviceAccountToken)) {
      errors.push(...tokenErrors(part.serviceAccountToken, at, below, spec));
    }
  });
  return [...errors, ...modeErrors(source.defaultMode, `${at}.defaultMode`)];
}

function tokenErrors(token: Tree, at: string, below: string, spec: Tree): FieldError[] {
  const errors: FieldError[] = [], seconds = token.expirationSeconds;
  const place = `${below}.serviceAccountToken`;
  if (textAt(token, "path") === "") errors.push(required(`${at}.path`));
  if (typeof seconds === "number" && seconds < 600) {
    errors.push(
      invalidValue(
        `${place}.expirationSeconds`,
        seconds,
        "may not specify a duration less than 10 minutes",
      ),
    );
  }
  if (textAt(spec, "serviceAccountName") === "") {
    errors.push(forbidden(place, "must not be specified when serviceAccountName is not set"));
  }
  return errors;
}

/** What is wrong with the volumes that a claim template makes. */
export function claimErrors(claim: Tree, at: string): FieldError[] {
  const spec = treeAt(claim, "spec"), errors: FieldError[] = [];
  if (!Array.isArray(spec.accessModes) || spec.accessModes.length === 0) {
    errors.push(required(`${at}.spec.accessModes`, "at least 1 access mode is required"));
  }
  if (treeAt(spec, "resources", "requests").storage === undefined) {
    errors.push(required(`${at}.spec.resources[storage]`));
  }
  return errors;
}
