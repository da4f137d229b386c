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
  const error = giveAddress(api, spec, write.dryRun);
  if (error !== undefined) return [error];
  giveFamilies(spec);
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") givePorts(api, spec, before);
  else {
    for (const port of treesAt(spec, "ports")) delete port.nodePort;
    if (listAt(spec, "externalIPs").length === 0) delete spec.externalTrafficPolicy;
  }
  return [];
}

function giveAddress(api: Api, spec: Tree, dryRun: boolean): FieldError | undefined {
  const asked = textAt(spec, "clusterIP");
  const used = addresses(api);
  if (asked === "") spec.clusterIP = freeAddress(api, used);
  else if (asked !== "None" && !used.has(asked) && !range.test(asked)) {
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

function givePorts(api: Api, spec: Tree, before: Tree): void {
  if (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts === false) return;
  const used = new Set(
    [...api.store.bucket("/services").objects.values()].flatMap((s) => treesAt(s, "spec", "ports"))
      .map((p) => p.nodePort),
  );
  const old = treesAt(before, "ports");
  for (const port of treesAt(spec, "ports")) {
    if (typeof port.nodePort === "number" && port.nodePort > 0) continue;
    const same = old.find((p) => p.port === port.port && p.protocol === port.protocol);
    if (same?.nodePort !== undefined) port.nodePort = same.nodePort;
    else {
      let number = firstPort;
      do number = firstPort + Math.floor(api.random() * (lastPort - firstPort + 1)); while (
        used.has(number)
      );
      port.nodePort = number;
      used.add(number);
    }
  }
}
