import { textAt, type Tree, treesAt } from "../json/tree.ts";
import type { PlacedContainer } from "./pod_warnings.ts";

interface PlacedPort {
  readonly port: Tree;
  readonly at: string;
}

/** Ports of a Pod's containers that get in each other's way, by number and then by name. */
export function portWarnings(containers: readonly PlacedContainer[]): string[] {
  const ports = containers.flatMap(({ container, at }) =>
    treesAt(container, "ports").map((port, i) => ({ port, at: `${at}.ports[${i}]` }))
  );
  return [...numberWarnings(ports), ...nameWarnings(ports)];
}

function numberWarnings(ports: readonly PlacedPort[]): string[] {
  const known = new Map<string, PlacedPort[]>();
  return ports.flatMap((placed) => {
    const key = `${placed.port.containerPort}/${placed.port.protocol}`;
    const others = known.get(key) ?? [];
    known.set(key, [...others, placed]);
    return others.flatMap((other) => {
      const clash = clashOf(placed.port, other.port);
      return clash === undefined ? [] : [`${placed.at}: ${clash} port definition with ${other.at}`];
    });
  });
}

function clashOf(a: Tree, b: Tree): string | undefined {
  const hostA = textAt(a, "hostIP"), hostB = textAt(b, "hostIP");
  const portA = Number(a.hostPort ?? 0), portB = Number(b.hostPort ?? 0);
  if (hostA === hostB && portA === portB) return "duplicate";
  if (portA === 0 || portB === 0) return "overlapping";
  return portA === portB && (hostA === "") !== (hostB === "") ? "dangerously ambiguous" : undefined;
}

function nameWarnings(ports: readonly PlacedPort[]): string[] {
  const known = new Map<string, string>();
  return ports.flatMap(({ port, at }) => {
    const name = textAt(port, "name");
    if (name === "") return [];
    const other = known.get(name);
    if (other === undefined) {
      known.set(name, at);
      return [];
    }
    return [
      `${at}: duplicate port name ${JSON.stringify(name)} with ${other}, ` +
      `services and probes that select ports by name will use ${other}`,
    ];
  });
}
