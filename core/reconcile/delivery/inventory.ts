/** `status.inventory`: what was applied, on record before it is. */
import { type Data, groupOf, type ObjectRef } from "../../contract/mod.ts";
import { isMap } from "../json.ts";
import type { Pass } from "../pass.ts";

interface Entry {
  readonly id: string;
  /** The version alone, as in `v1`. */
  readonly v: string;
}

const rbac = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

/** `<namespace>_<name>_<group>_<kind>`; names of RBAC kinds may hold a colon, which is written `__`. */
export function entryOf({ apiVersion, kind, namespace = "", name }: ObjectRef): Entry {
  const written = rbac.includes(kind) ? name.replaceAll(":", "__") : name;
  const v = apiVersion.slice(apiVersion.lastIndexOf("/") + 1);
  return { id: `${namespace}_${written}_${groupOf(apiVersion)}_${kind}`, v };
}

/** The object that an entry names; `undefined` where it is none of ours. Read from both ends: names may hold `_`. */
export function refOfEntry({ id, v }: Entry): ObjectRef | undefined {
  const [, namespace, written, group, kind] = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id) ?? [];
  if (written === undefined || kind === undefined) return undefined;
  const name = rbac.includes(kind) ? written.replaceAll("__", ":") : written;
  const apiVersion = group === "" ? v : `${group}/${v}`;
  return { apiVersion, kind, name, ...(namespace === "" ? {} : { namespace: namespace! }) };
}

/**
 * The inventory of one object. Before the first change it becomes old ∪ planned, and is written; an id leaves it when
 * its deletion is confirmed, or when the plan is done and it is no part of the set any more.
 */
export class Inventory {
  readonly #pass: Pass;
  readonly #kept: boolean;
  /** Whether there is one at all: an empty one says that nothing was applied. */
  #existed: boolean;
  readonly #planned = new Set<string>();
  readonly #undeleted: ObjectRef[] = [];
  /** By their ids, in order. */
  #entries: ReadonlyMap<string, Entry>;

  constructor(pass: Pass, kept: boolean) {
    this.#pass = pass;
    this.#kept = kept;
    this.#existed = pass.held("/inventory") !== undefined;
    const held = pass.held("/inventory/entries");
    this.#entries = byId(Array.isArray(held) ? held.filter(isEntry) : []);
  }

  get refs(): readonly ObjectRef[] {
    return [...this.#entries.values()].flatMap((entry) => refOfEntry(entry) ?? []);
  }

  /** Whether the object was applied before, or may have been. */
  knows(ref: ObjectRef): boolean {
    return !this.#kept || this.#entries.has(entryOf(ref).id);
  }

  /** Puts on record what is about to be applied; answers whether it was not there before, and so has to be written now. */
  plan(refs: readonly ObjectRef[]): boolean {
    const added = refs.map(entryOf).filter(({ id }) => !this.#entries.has(id));
    if (added.length > 0) this.#hold([...this.#entries.values(), ...added]);
    for (const { id } of added) this.#planned.add(id);
    return this.#kept && added.length > 0;
  }

  /** Takes out again, of what this run planned, what was refused: nothing of it was written. */
  refused(refs: readonly ObjectRef[]): void {
    this.removed(refs.filter((ref) => this.#planned.has(entryOf(ref).id)));
  }

  /** Takes out what is deleted for sure. */
  removed(refs: readonly ObjectRef[]): void {
    const gone = new Set(refs.map((ref) => entryOf(ref).id));
    if (gone.size === 0) return;
    this.#hold([...this.#entries.values()].filter(({ id }) => !gone.has(id)));
  }

  /** Remembers what could not be deleted. */
  notDeleted(refs: readonly ObjectRef[]): void {
    this.#undeleted.push(...refs);
  }

  /** The end of a plan: what stays, in order, and behind it what could not be deleted. */
  settle(refs: readonly ObjectRef[]): void {
    this.#existed = true;
    this.#hold([...refs, ...this.#undeleted].map(entryOf));
  }

  #hold(entries: readonly Entry[]): void {
    this.#entries = byId(entries);
    const value = { entries: [...this.#entries.values()] };
    const known = this.#existed || value.entries.length > 0;
    if (this.#kept) this.#pass.set("/inventory", known ? value : null);
  }
}

function byId(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function isEntry(value: unknown): value is Entry {
  return isMap(value) && typeof (value as Data)["id"] === "string" &&
    typeof (value as Data)["v"] === "string";
}
