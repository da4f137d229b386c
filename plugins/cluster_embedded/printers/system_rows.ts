import { listAt, textAt, type Tree, treeAt, treesAt, valueAt } from "../json/tree.ts";
import { containerCells, labelsText, nameOf } from "./cells.ts";
import type { Row } from "./rows.ts";

const most = 3;

/** Up to three texts, and how many more there are. */
function firstOf(texts: readonly string[], none: string): string {
  if (texts.length === 0) return none;
  const shown = texts.slice(0, most).join(",");
  return texts.length > most ? `${shown} + ${texts.length - most} more...` : shown;
}

const endpointSlice: Row = (object, age) => [
  nameOf(object),
  textAt(object, "addressType"),
  firstOf(
    treesAt(object, "ports").map(({ port }) => port === undefined ? "*" : `${port}`),
    "<unset>",
  ),
  firstOf(
    treesAt(object, "endpoints").flatMap((e) => listAt(e, "addresses").map(String)),
    "<unset>",
  ),
  age,
];

const webhooks: Row = (object, age) => [nameOf(object), listAt(object, "webhooks").length, age];
const plain: Row = (object, age) => [nameOf(object), age];

const policy = (rules: string): Row => (object, age) => {
  const { apiVersion, kind } = treeAt(object, "spec", "paramKind");
  return [
    nameOf(object),
    listAt(object, "spec", rules).length,
    kind === undefined ? "<unset>" : `${apiVersion}/${kind}`,
    age,
  ];
};

const policyBinding: Row = (object, age) => {
  const { name, namespace, selector } = treeAt(object, "spec", "paramRef");
  const named = namespace === undefined ? name : `${namespace}/${name}`;
  return [
    nameOf(object),
    textAt(object, "spec", "policyName"),
    name !== undefined ? named : selector === undefined ? "<unset>" : "<selector>",
    age,
  ];
};

const csiDriver: Row = (object, age) => {
  const spec = treeAt(object, "spec");
  const audiences = treesAt(spec, "tokenRequests").map(({ audience }) => String(audience ?? ""));
  return [
    nameOf(object),
    spec.attachRequired === true,
    spec.podInfoOnMount === true,
    spec.storageCapacity === true,
    audiences.length === 0 ? "<unset>" : audiences.join(","),
    spec.requiresRepublish === true,
    listAt(spec, "volumeLifecycleModes").join(",") || "<none>",
    age,
  ];
};

const attachment: Row = (object, age) => {
  const spec = treeAt(object, "spec");
  return [
    nameOf(object),
    textAt(spec, "attacher"),
    textAt(spec, "source", "persistentVolumeName"),
    textAt(spec, "nodeName"),
    valueAt(object, "status", "attached") === true,
    age,
  ];
};

const revision: Row = (object, age) => {
  const owner = treesAt(object, "metadata", "ownerReferences").find((o) => o.controller === true);
  const group = textAt(owner, "apiVersion").split("/").slice(0, -1).join("");
  const kind = textAt(owner, "kind").toLowerCase() + (group === "" ? "" : `.${group}`);
  const controller = owner === undefined ? "<none>" : `${kind}/${textAt(owner, "name")}`;
  return [nameOf(object), controller, object.revision ?? 0, age];
};

const request: Row = (object, age) => {
  const conditions = treesAt(object, "status", "conditions").map(({ type }) => String(type));
  const seconds = valueAt(object, "spec", "expirationSeconds");
  const issued = textAt(object, "status", "certificate") === "" ? [] : ["Issued"];
  return [
    nameOf(object),
    age,
    textAt(object, "spec", "signerName"),
    textAt(object, "spec", "username"),
    seconds === undefined ? "<none>" : `${seconds}s`,
    conditions.length === 0 ? "Pending" : [...conditions, ...issued].join(","),
  ];
};

const flowSchema: Row = (object, age) => {
  const spec = treeAt(object, "spec");
  const dangling = treesAt(object, "status", "conditions").find(({ type }) => type === "Dangling");
  return [
    nameOf(object),
    textAt(spec, "priorityLevelConfiguration", "name"),
    spec.matchingPrecedence ?? 0,
    textAt(spec, "distinguisherMethod", "type") || "<none>",
    age,
    String(dangling?.status ?? "?"),
  ];
};

const priorityLevel: Row = (object, age) => {
  const spec = treeAt(object, "spec"), limited = treeAt(spec, "limited");
  const shares = treeAt(spec, spec.type === "Exempt" ? "exempt" : "limited");
  const queuing = treeAt(limited, "limitResponse", "queuing");
  const shown = (value: unknown) => value ?? "<none>";
  return [
    nameOf(object),
    textAt(spec, "type"),
    shown(shares.nominalConcurrencyShares),
    ...[queuing.queues, queuing.handSize, queuing.queueLengthLimit].map(shown),
    age,
  ];
};

const field = (...path: string[]): Row => (object, age) => [
  nameOf(object),
  textAt(object, ...path),
  age,
];

const parent = (object: Tree): string => {
  const { group, resource, namespace, name } = treeAt(object, "spec", "parentRef");
  return [group, resource, namespace, name].filter((part) => part !== undefined && part !== "")
    .join("/");
};

const admission = "admissionregistration.k8s.io";

/** Rows of the kinds that clusters are set up with, by bucket. */
export const systemRows: Readonly<Record<string, Row>> = {
  "discovery.k8s.io/endpointslices": endpointSlice,
  "node.k8s.io/runtimeclasses": field("handler"),
  [`${admission}/validatingwebhookconfigurations`]: webhooks,
  [`${admission}/mutatingwebhookconfigurations`]: webhooks,
  [`${admission}/validatingadmissionpolicies`]: policy("validations"),
  [`${admission}/mutatingadmissionpolicies`]: policy("mutations"),
  [`${admission}/validatingadmissionpolicybindings`]: policyBinding,
  [`${admission}/mutatingadmissionpolicybindings`]: policyBinding,
  "storage.k8s.io/csidrivers": csiDriver,
  "storage.k8s.io/csinodes": (object, age) => [
    nameOf(object),
    listAt(object, "spec", "drivers").length,
    age,
  ],
  "storage.k8s.io/volumeattachments": attachment,
  "storage.k8s.io/volumeattributesclasses": field("driverName"),
  "apps/controllerrevisions": revision,
  "/podtemplates": (object) => [
    nameOf(object),
    ...containerCells(treeAt(object, "template", "spec")),
    labelsText(valueAt(object, "template", "metadata", "labels")),
  ],
  "certificates.k8s.io/certificatesigningrequests": request,
  "networking.k8s.io/ipaddresses": (object) => [nameOf(object), parent(object)],
  "networking.k8s.io/servicecidrs": (object, age) => [
    nameOf(object),
    listAt(object, "spec", "cidrs").join(","),
    age,
  ],
  "flowcontrol.apiserver.k8s.io/flowschemas": flowSchema,
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": priorityLevel,
  "resource.k8s.io/deviceclasses": plain,
  "resource.k8s.io/resourceclaimtemplates": plain,
};
