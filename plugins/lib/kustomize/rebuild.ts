import { Buffer } from "node:buffer";
import { copyNode, type Node } from "contract/yaml";
import { field } from "./model/fields.ts";
import { makeResource, type Resource } from "./model/resource.ts";
import type { ResourceMap } from "./model/resource_map.ts";
import type { FileSystem } from "./source/file_system.ts";
import { FullBuildNeeded, type Stubs } from "./target/stubs.ts";

/** What a build that may be partial is given. */
export interface Given {
  readonly files: FileSystem;
  /** The same, for reading what is read again as a resource. */
  readonly preview: FileSystem;
  readonly stubs: Stubs;
}

/** What is wanted: a build, and what becomes of each resource at the end. */
export interface Wanted<T> {
  readonly files: FileSystem;
  /** Everything else that the outcome hangs on. */
  readonly key: string;
  /** Builds, and asks nothing but what it is given. */
  readonly build: (given: Given) => ResourceMap;
  /** Must look at this resource alone, and may change it. */
  readonly finish: (resource: Resource) => T;
}

type Call = "read" | "list" | "resolve";

/**
 * The outcome of the last build, for the next one: where only the bodies of some resources changed, only these are
 * built again, among what is left of the others: kind and metadata. It holds the texts of the files that were read.
 */
export class Rebuild<T> {
  #key = "";
  readonly #calls: Readonly<Record<Call, Map<string, unknown>>> = {
    read: new Map(),
    list: new Map(),
    resolve: new Map(),
  };
  #heads = new Map<string, readonly Node[]>();
  /** How often each file was read: what is read twice is more than a resource. */
  readonly #reads = new Map<string, number>();
  #outputs: readonly T[] | undefined;
  /** Octets of the files that are held. */
  size = 0;

  /** Builds, as far as it is needed. Throws what `build` throws. */
  run(wanted: Wanted<T>): readonly T[] {
    const { files } = wanted;
    const changed = this.#outputs && wanted.key === this.#key ? this.#changes(files) : undefined;
    if (changed?.size === 0) return this.#outputs!;
    const partial = changed && this.#partial(wanted, changed);
    return this.#outputs = partial ?? this.#full(wanted);
  }

  /** Paths of files whose content changed; undefined where something else did. */
  #changes(files: FileSystem): Set<string> | undefined {
    const changed = new Set<string>();
    for (const kind of ["list", "resolve"] as const) {
      for (const [path, before] of this.#calls[kind]) {
        if (!same(before, files[kind](path))) return undefined;
      }
    }
    for (const [path, before] of this.#calls.read) {
      const now = files.read(path);
      if (same(before, now)) continue;
      if (now === undefined || !this.#heads.has(path)) return undefined;
      changed.add(path);
    }
    return changed;
  }

  #partial(wanted: Wanted<T>, changed: ReadonlySet<string>): T[] | undefined {
    const heads = new Map(this.#heads);
    const stubs: Stubs = {
      isPartial: true,
      known: (path) => changed.has(path) ? undefined : heads.get(path)?.map(stub),
      parsed: (path, resources) => {
        const old = heads.get(path);
        if (old === undefined || !sameHeads(old, resources)) throw new FullBuildNeeded();
      },
    };
    let map: ResourceMap;
    try {
      map = this.#recorded(wanted, stubs);
    } catch {
      return undefined;
    }
    if (map.list.length !== this.#outputs!.length) return undefined;
    return map.list.map((one, i) => one.isStub ? this.#outputs![i]! : wanted.finish(one));
  }

  #full(wanted: Wanted<T>): T[] {
    this.#outputs = undefined;
    this.#key = wanted.key;
    for (const calls of Object.values(this.#calls)) calls.clear();
    this.#heads.clear();
    const stubs: Stubs = {
      isPartial: false,
      known: () => undefined,
      parsed: (path, resources) => {
        if (resources.some(hasPast)) return;
        this.#heads.set(path, resources.map(({ node }) => copyNode(headOf(node!))));
      },
    };
    const map = this.#recorded(wanted, stubs);
    for (const [path, times] of this.#reads) if (times > 1) this.#heads.delete(path);
    return map.list.map(wanted.finish);
  }

  /** Builds, and notes what is asked of the file system. */
  #recorded({ files, build }: Wanted<T>, stubs: Stubs): ResourceMap {
    this.#reads.clear();
    const noting = <R>(kind: Call, path: string, found: R): R => {
      this.#calls[kind].set(path, found);
      return found;
    };
    const preview: FileSystem = {
      read: (path) => noting("read", path, files.read(path)),
      list: (path) => noting("list", path, files.list(path)),
      resolve: (path) => noting("resolve", path, files.resolve(path)),
    };
    const seen: FileSystem = {
      ...preview,
      read: (path) => {
        this.#reads.set(path, (this.#reads.get(path) ?? 0) + 1);
        return preview.read(path);
      },
    };
    const map = build({ files: seen, preview, stubs });
    this.size = 0;
    for (const found of this.#calls.read.values()) {
      if (found instanceof Uint8Array) this.size += found.length;
    }
    return map;
  }
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return Buffer.compare(a, b) === 0;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((name, i) => name === b[i]);
  }
  return a === b;
}

const HEAD = ["apiVersion", "kind", "metadata"];

/** Kind and metadata of an object, which share nodes with it. */
function headOf(node: Node): Node {
  const content = HEAD.flatMap((name) => {
    const i = node.content.findIndex((key, at) => at % 2 === 0 && key.value === name);
    return i < 0 ? [] : [node.content[i]!, node.content[i + 1]!];
  });
  return { ...node, content };
}

function stub(head: Node): Resource {
  return { ...makeResource(copyNode(head)), isStub: true };
}

/** Whether a resource says itself what builds remember of it. */
const hasPast = ({ former, needsHash, prefixes, suffixes }: Resource) =>
  former.length + prefixes.length + suffixes.length > 0 || needsHash;

function sameHeads(heads: readonly Node[], resources: readonly Resource[]): boolean {
  return heads.length === resources.length && resources.every((resource, i) => {
    return !hasPast(resource) &&
      HEAD.every((name) => sameNode(field(resource.node, name), field(heads[i], name)));
  });
}

function sameNode(a: Node | undefined, b: Node | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.kind === b.kind && a.style === b.style && a.tag === b.tag && a.value === b.value &&
    a.content.length === b.content.length &&
    a.content.every((child, i) => sameNode(child, b.content[i]));
}
