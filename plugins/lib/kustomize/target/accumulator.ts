import type { Variable } from "../config/types.ts";
import {
  EMPTY_CONFIG,
  mergeConfigs,
  type TransformerConfig,
} from "../config/transformer_config.ts";
import { KustomizeError } from "../errors.ts";
import { FullBuildNeeded } from "./stubs.ts";
import { mergeData } from "../generate/config_map.ts";
import { effectiveNamespace, idKey, idText, isClusterScoped, type ResId } from "../model/ids.ts";
import { ResourceMap } from "../model/resource_map.ts";
import { currentId, type Resource, takeMetadata } from "../model/resource.ts";
import { varSyntax } from "../transform/vars.ts";
import { ORIGIN, originOf, originText, setBuildAnnotation } from "../transform/origin.ts";

/** What one kustomization adds up to: resources, where transformers work, vars. */
export class Accumulator {
  readonly map = new ResourceMap();
  config: TransformerConfig = EMPTY_CONFIG;
  readonly vars = new Map<string, Variable>();

  /** Takes over everything of another. */
  merge(other: Accumulator): void {
    this.map.appendAll(other.map.list);
    this.config = mergeConfigs(this.config, other.config);
    for (const variable of other.vars.values()) this.#addVar(variable);
  }

  /** Adds what generators made, or joins it with what is there, as its behavior says. */
  absorb(resources: readonly Resource[]): void {
    for (const resource of resources) this.#absorbOne(resource);
  }

  #absorbOne(resource: Resource): void {
    const id = currentId(resource);
    const found = this.map.withAnyId(id);
    const { behavior } = resource;
    if (found.length > 1) {
      throw new KustomizeError(
        `found multiple objects ${found.length} that could accept merge of ${idText(id)}`,
      );
    }
    const [old] = found;
    if (old === undefined) {
      if (behavior !== "merge" && behavior !== "replace") return this.map.append(resource);
      throw new KustomizeError(`id ${idSyntax(id)} does not exist; cannot merge or replace`);
    }
    if (behavior !== "merge" && behavior !== "replace") {
      throw new KustomizeError(
        `id ${idSyntax(id)} exists; can not use behavior: '${
          behavior ?? "unspecified"
        }', behavior must be merge or replace`,
      );
    }
    if (old.isStub) throw new FullBuildNeeded();
    const origin = originOf(old);
    takeMetadata(resource, old);
    if (behavior === "merge") {
      mergeData(resource, old);
      if (origin) setBuildAnnotation(resource, ORIGIN, originText(origin));
    }
    const merged = currentId(resource);
    if (idKey(merged) !== idKey(currentId(old))) {
      throw new KustomizeError(`cannot find resource with id ${idText(merged)} to replace`);
    }
    this.map.replace(old, resource);
  }

  /** Adds vars and notes which resource each takes its value from. */
  addVars(variables: readonly Variable[]): void {
    for (const variable of variables) {
      const { apiVersion, group, version, kind, name, namespace } = variable.objref;
      const parts = apiVersion === "" ? undefined : apiVersion.split("/");
      const target: ResId = {
        group: parts?.length === 2 ? parts[0]! : group,
        version: parts === undefined ? version : parts.at(-1)!,
        kind,
        name,
        namespace,
      };
      const found = this.map.matching((id) => isTarget(id, target));
      if (found.length > 1) {
        const text = varSyntax({ ...variable, objref: { ...target, apiVersion } });
        throw new KustomizeError(
          `found ${found.length} resId matches for var ${text} (unable to disambiguate)`,
        );
      }
      found[0]?.varNames.push(variable.name);
    }
    for (const variable of variables) this.#addVar(variable);
  }

  #addVar(variable: Variable): void {
    if (this.vars.has(variable.name)) {
      throw new KustomizeError(`var '${variable.name}' already encountered`);
    }
    this.vars.set(variable.name, variable);
  }
}

function isTarget(id: ResId, target: ResId): boolean {
  const same = id.name === target.name && id.kind === target.kind && id.group === target.group &&
    id.version === target.version;
  if (!same || (target.namespace === "" && !isClusterScoped(target))) return same;
  return effectiveNamespace(id) === effectiveNamespace(target);
}

/** An id as Go's %#v prints it. */
function idSyntax(id: ResId): string {
  const text = JSON.stringify;
  const gvk = `resid.Gvk{Group:${text(id.group)}, Version:${text(id.version)}, Kind:${
    text(id.kind)
  }, isClusterScoped:${isClusterScoped(id)}}`;
  return `resid.ResId{Gvk:${gvk}, Name:${text(id.name)}, Namespace:${text(id.namespace)}}`;
}
