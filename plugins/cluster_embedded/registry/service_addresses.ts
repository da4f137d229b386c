import type { Api, Guard, GuardWrite } from "../api.ts";
import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { listAt, makeTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

const firstPort = 30000, lastPort = 32767;
const range = /^10\.96\.\d{1,3}\.\d{1,3}$/;

/** Gives Services their cluster addresses and node ports. */
export function serviceGuard(api: Api): Guard {
  return {
    bucket: "/services",
    prepare: (object, old, write) => prepare(api, object, old, write),
  };
}

function prepare(api: Api, object: Tree, old: Tree | undefined, write: GuardWrite): FieldError[] {
  if (write.subresource === "status") return [];
  const spec = makeTree(object, "spec"), before = treeAt(old, "spec");
  if (spec.type === "ExternalName") {
    for (
      const field of [
        "clusterIP",
        "clusterIPs",
        "ipFamilies",
        "ipFamilyPolicy",
        "internalTrafficPolicy",
        "externalTrafficPolicy",
      ]
    ) delete spec[field];
    return [];
  }
  const error = giveAddress(api, spec, before, write.dryRun);
  if (error !== undefined) return [error];
  giveFamilies(spec);
  if (spec.type !== "LoadBalancer") {
    delete spec.allocateLoadBalancerNodePorts;
    if (before.type === "LoadBalancer") {
      object.status = { ...treeAt(object, "status"), loadBalancer: {} };
    }
  }
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") {
    return givePorts(api, spec, before, write.dryRun);
  }
  for (const port of treesAt(spec, "ports")) delete port.nodePort;
  delete spec.healthCheckNodePort;
  if (listAt(spec, "externalIPs").length === 0) delete spec.externalTrafficPolicy;
  return [];
}

function giveAddress(
  api: Api,
  spec: Tree,
  before: Tree,
  dryRun: boolean,
): FieldError | undefined {
  const asked = textAt(spec, "clusterIP");
  const used = addresses(api);
  if (asked === "") spec.clusterIP = freeAddress(api, used);
  else if (!dryRun && asked !== "None" && asked !== before.clusterIP && used.has(asked)) {
    const detail = `failed to allocate IP ${asked}: provided IP is already allocated`;
    return invalidValue("spec.clusterIPs", [asked], detail);
  } else if (asked !== "None" && asked !== before.clusterIP && !range.test(asked)) {
    const reason = dryRun
      ? `the provided IP (${asked}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`
      : "the provided network does not match the current range";
    return invalidValue("spec.clusterIPs", [asked], `failed to allocate IP ${asked}: ${reason}`);
  }
  spec.clusterIPs = [spec.clusterIP];
  return undefined;
}

function giveFamilies(spec: Tree): void {
  const headless = spec.clusterIP === "None" && Object.keys(treeAt(spec, "selector")).length === 0;
  if (!Array.isArray(spec.ipFamilies) || spec.ipFamilies.length === 0) {
    spec.ipFamilies = headless ? ["IPv4", "IPv6"] : ["IPv4"];
  }
  if (spec.ipFamilyPolicy === undefined) {
    spec.ipFamilyPolicy = headless ? "RequireDualStack" : "SingleStack";
  }
}

function addresses(api: Api): Set<string> {
  return new Set(
    [...api.store.bucket("/services").objects.values()].map((s) => textAt(s, "spec", "clusterIP")),
  );
}

function freeAddress(api: Api, used: ReadonlySet<string>): string {
  for (;;) {
    const number = 256 + Math.floor(api.random() * (65_534 - 256));
    const address = `10.96.${number >> 8}.${number & 255}`;
    if (!used.has(address)) return address;
  }
}

function givePorts(api: Api, spec: Tree, before: Tree, dryRun: boolean): FieldError[] {
  const used = new Set(
    [...api.store.bucket("/services").objects.values()].flatMap((s) => treesAt(s, "spec", "ports"))
      .map((p) => p.nodePort),
  );
  const old = treesAt(before, "ports"), kept = new Set(old.map(({ nodePort }) => nodePort));
  const asked = treesAt(spec, "ports").map(({ nodePort }) => Number(nodePort ?? 0));
  let dummy = Math.max(lastPort + 1, ...asked);
  const free = () => {
    // What the server says of a dry run: no port of the range.
    if (dryRun) return ++dummy;
    let number = firstPort;
    do number = firstPort + Math.floor(api.random() * (lastPort - firstPort + 1)); while (
      used.has(number)
    );
    used.add(number);
    return number;
  };
  const local = spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
  if (!local) delete spec.healthCheckNodePort;
  else spec.healthCheckNodePort ??= before.healthCheckNodePort ?? free();
  const allocates = spec.type !== "LoadBalancer" || spec.allocateLoadBalancerNodePorts !== false;
  return treesAt(spec, "ports").flatMap((port, i) => {
    const asked = port.nodePort;
    if (typeof asked === "number" && asked > 0) {
      return kept.has(asked) ? [] : refusedPort(asked, i, used, dryRun);
    }
    const same = old.find((p) => p.port === port.port && p.protocol === port.protocol);
    if (same?.nodePort !== undefined) port.nodePort = same.nodePort;
    else if (allocates) port.nodePort = free();
    return [];
  });
}

/** A dry run does not look whether a port is in the range. */
function refusedPort(
  asked: number,
  index: number,
  used: ReadonlySet<unknown>,
  dryRun: boolean,
): FieldError[] {
  const at = `spec.ports[${index}].nodePort`;
  if (!dryRun && (asked < firstPort || asked > lastPort)) {
    const valid = `${firstPort}-${lastPort}`;
    const detail = `provided port is not in the valid range. The range of valid ports is ${valid}`;
    return [invalidValue(at, asked, detail)];
  }
  return used.has(asked) ? [invalidValue(at, asked, "provided port is already allocated")] : [];
}
