import { terminal } from "../contract/errors.ts";
import { located } from "../contract/pointer.ts";
import type { HostNeed } from "schemas/plugin_manifest.ts";
import type { Lent } from "./call.ts";
import { DEFAULT_PORTS, IMAGE_HOSTS } from "./tables/host_forms.ts";
import { canonicalHost, nameMatches, splitPort, type Target } from "./vetting.ts";

/** Hosts that one call may reach, with the ports. */
export interface Grant {
  /** A canonical host, or `*.name`. */
  readonly host: string;
  readonly ports: readonly number[];
  readonly follow: "none" | "redirects" | "any";
}

/** How a target is granted. */
export interface Leave {
  /** The manifest or the object names the host: the object's credentials may go there. */
  readonly own: boolean;
  readonly follow: Grant["follow"];
}

/** The grants of a call: of the manifest's needs, and of what the object says where they point. */
export function grantsOf(needs: readonly HostNeed[], lent: Lent): readonly Grant[] {
  return needs.flatMap((need) => {
    const follow = need.follow ?? "none";
    const named = need.host === undefined ? [] : manifestHost(need.host);
    const found = need.at === undefined
      ? []
      : located(lent.object, need.at, lent.inputs).flatMap(({ value }) =>
        readHost(value, need.as ?? "url")
      );
    return [...named, ...found].map((one) => ({ ...one, follow }));
  });
}

/** How the target is granted. Throws `HostNotGranted` (terminal). */
export function leaveFor(target: Target, grants: readonly Grant[]): Leave {
  const own = grants.filter(({ host, ports }) =>
    nameMatches(host, target.host) && ports.includes(target.port)
  );
  if (own.length > 0) return { own: true, follow: widest(own) };
  if (widest(grants) === "any") return { own: false, follow: "any" };
  throw terminal(
    "HostNotGranted",
    `Cannot reach "${target.host}" port ${target.port}: neither the manifest nor the object names it`,
  );
}

function widest(grants: readonly Grant[]): Grant["follow"] {
  const follows = grants.map(({ follow }) => follow);
  return (["any", "redirects"] as const).find((one) => follows.includes(one)) ?? "none";
}

type Named = Omit<Grant, "follow">;

function manifestHost(text: string): Named[] {
  const { host, port } = splitPort(text);
  const wild = host.startsWith("*.");
  const name = canonicalHost(wild ? host.slice(2) : host);
  return name === undefined ? [] : [{ host: wild ? `*.${name}` : name, ports: portsOr(port) }];
}

const readers: Record<NonNullable<HostNeed["as"]>, (text: string) => Named[]> = {
  url(text) {
    const found = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@\\]*@)?([^/?#\\]+)(?=[/?#]|$)/i.exec(
      text.trim(),
    );
    if (!found) return [];
    const { host, port } = splitPort(found[2]!);
    return granted(host, port, DEFAULT_PORTS.get(found[1]!.toLowerCase()));
  },
  image(text) {
    const [first, ...rest] = text.trim().replace(/^oci:\/\//, "").split("/");
    const hasHost = rest.length > 0 && /[.:]|^localhost$/.test(first!);
    const { host, port } = splitPort(hasHost ? first! : "docker.io");
    const hosts = IMAGE_HOSTS.get(host) ?? [host];
    return hosts.flatMap((one) => granted(one, port));
  },
  scp(text) {
    if (text.includes("://")) return readers.url(text);
    const found = /^(?:[^@/:]+@)?(\[[^\]]+\]|[^:/]+):(?!\/\/)/.exec(text.trim());
    return found ? granted(found[1]!, undefined, [22]) : [];
  },
  hostport(text) {
    const { host, port } = splitPort(text.trim());
    return granted(host, port);
  },
};

function readHost(value: unknown, as: NonNullable<HostNeed["as"]>): Named[] {
  return typeof value === "string" && value.length <= 4096 ? readers[as](value) : [];
}

function granted(host: string, port: number | undefined, usual?: readonly number[]): Named[] {
  const name = canonicalHost(host.replace(/^\[|\]$/g, ""));
  return name === undefined ? [] : [{ host: name, ports: portsOr(port, usual) }];
}

/** Without a port, the two of the web. */
function portsOr(
  port: number | undefined,
  usual: readonly number[] = [443, 80],
): readonly number[] {
  return port === undefined ? usual : [port];
}
