import { customResourceConfig } from "../config/custom_resources.ts";
import { type LoadedKustomization, loadKustomization } from "../config/kustomization.ts";
import {
  DEFAULT_CONFIG,
  EMPTY_CONFIG,
  mergeConfigs,
  parseTransformerConfig,
  type TransformerConfig,
} from "../config/transformer_config.ts";
import type { GeneratorArgs } from "../config/types.ts";
import {
  KustomizeError,
  MalformedError,
  prefixed,
  quoted,
  RemoteError,
  textOf,
  withPrefix,
} from "../errors.ts";
import { generateMap, mergeOptions } from "../generate/config_map.ts";
import { builtInSchema, type Schema } from "../merge/schema.ts";
import { parseOpenApi } from "../merge/open_api.ts";
import { isKnownKind } from "../model/ids.ts";
import { ResourceMap } from "../model/resource_map.ts";
import { currentId, type Resource } from "../model/resource.ts";
import { childLoader, type Loader, loadText } from "../source/loader.ts";
import { joinPath } from "../source/paths.ts";
import type { TransformContext } from "../transform/context.ts";
import {
  addOrigin,
  addTransformation,
  appendPath,
  ORIGIN,
  type Origin,
  originOf,
  originText,
  setBuildAnnotation,
} from "../transform/origin.ts";
import { inFile } from "../transform/strategic_patch.ts";
import { refuseCharts } from "./charts.ts";
import { Accumulator } from "./accumulator.ts";
import { varSyntax } from "../transform/vars.ts";
import { type NamedTransform, ownTransforms } from "./own_transforms.ts";
import { makePlugin } from "./plugins.ts";
import { FullBuildNeeded, requireBlind, type Stubs } from "./stubs.ts";
import { validate } from "./validate.ts";
import type { ParsedFiles } from "./parsed_files.ts";

/** What all kustomizations of one build share. */
export interface BuildState {
  /** The types of strategic merge, once a kustomization has replaced them. */
  schema: Schema | undefined;
  /** Whether a resource of an unknown kind came before: the built-in types then stay beside those of a document. */
  sawUnknownKind: boolean;
  readonly parsed: ParsedFiles;
  readonly stubs: Stubs | undefined;
}

/** One kustomization of a build. */
export class Target {
  readonly #loader: Loader;
  readonly #loaded: LoadedKustomization;
  readonly #state: BuildState;
  readonly #origin: Origin | undefined;
  /** The namespace of the nearest kustomization above that has one. */
  readonly #outerNamespace: string;
  readonly #context: TransformContext;

  constructor(
    loader: Loader,
    loaded: LoadedKustomization,
    state: BuildState,
    origin: Origin | undefined,
    outerNamespace = "",
  ) {
    this.#outerNamespace = outerNamespace;
    this.#loader = loader;
    this.#loaded = loaded;
    this.#state = state;
    this.#origin = origin;
    this.#context = { loader, schema: () => state.schema ?? builtInSchema };
  }

  /** Adds the kustomization up; a component works on what its parent has. */
  accumulate(onto = new Accumulator()): Accumulator {
    const { content } = this.#loaded;
    if (this.#state.stubs?.isPartial) requireBlind(content);
    prefixed(
      () => "accumulating resources",
      () => this.#addResources(onto, content.resources ?? []),
    );
    onto.config = mergeConfigs(onto.config, this.#configurations());
    const crds = content.crds ?? [];
    const known = prefixed(
      () => `loading CRDs [${crds.join(" ")}]`,
      () => customResourceConfig(this.#loader, crds),
    );
    onto.config = mergeConfigs(onto.config, known);
    this.#generate(onto);
    prefixed(
      () => "accumulating components",
      () => this.#addComponents(onto, content.components ?? []),
    );
    this.#transform(onto);
    for (const validator of this.#plugins(content.validators ?? [])) validate(onto.map, validator);
    const vars = content.vars ?? [];
    prefixed(() => `merging vars [${vars.map(varSyntax).join(" ")}]`, () => onto.addVars(vars));
    return onto;
  }

  #configurations(): TransformerConfig {
    const paths = this.#loaded.content.configurations ?? [];
    const own = paths.reduce(
      (config, path) => mergeConfigs(config, parseTransformerConfig(loadText(this.#loader, path))),
      EMPTY_CONFIG,
    );
    return mergeConfigs(DEFAULT_CONFIG, own);
  }

  #addResources(onto: Accumulator, paths: readonly string[]): void {
    for (const path of paths) {
      const problem = this.#addFile(onto, path);
      if (problem === undefined) continue;
      let loader: Loader;
      try {
        loader = childLoader(this.#loader, path);
      } catch (error) {
        if (problem instanceof MalformedError) throw problem;
        throw withPrefix(error, `accumulation err='${textOf(problem)}'`);
      }
      const origin = this.#origin && appendPath(this.#origin, path);
      prefixed(() => `accumulation err='${textOf(problem)}'`, () => {
        const child = this.#child(loader, origin, "resource");
        prefixed(() => `recursed merging from path '${loader.root}'`, () => onto.merge(child));
      });
    }
  }

  /** Adds the resources of a file. Gives what went wrong: the path may be a folder then. */
  #addFile(onto: Accumulator, path: string): unknown {
    try {
      const resources = prefixed(() => `accumulating resources from '${path}'`, () => {
        return inFile(path, () => this.#resourcesOf(path));
      });
      const origin = this.#origin && appendPath(this.#origin, path);
      if (origin) {
        prefixed(
          () => `cannot add path annotation for '${path}'`,
          () => addOrigin(resources, origin),
        );
      }
      this.#state.sawUnknownKind ||= resources.some(({ node }) => !isKnownKind(node));
      prefixed(() => `merging resources from '${path}'`, () => onto.map.appendAll(resources));
      return undefined;
    } catch (error) {
      if (error instanceof RemoteError || error instanceof FullBuildNeeded) throw error;
      return error;
    }
  }

  #resourcesOf(path: string): Resource[] {
    const { stubs, parsed } = this.#state;
    const full = joinPath(this.#loader.root, path);
    const known = stubs?.known(full);
    if (known !== undefined) return known;
    const found = parsed.resources(this.#loader, path);
    if (found.length > 1) new ResourceMap().appendAll(found);
    stubs?.parsed(full, found);
    return found;
  }

  #child(
    loader: Loader,
    origin: Origin | undefined,
    role: "resource" | "component",
    onto?: Accumulator,
  ): Accumulator {
    const loaded = prefixed(
      () => `couldn't make target for path '${loader.root}'`,
      () => loadKustomization(loader),
    );
    applyOpenApi(loaded, loader, this.#state, false);
    const isComponent = loaded.content.kind === "Component";
    if (role === "component" && !isComponent) {
      throw new KustomizeError(
        `expected kind 'Component' for path '${loader.root}' but got '${loaded.content.kind}'`,
      );
    }
    if (role === "resource" && isComponent) {
      throw new KustomizeError(`expected kind != 'Component' for path '${loader.root}'`);
    }
    const outer = this.#loaded.content.namespace || this.#outerNamespace;
    return prefixed(
      () => `recursed accumulation of path '${loader.root}'`,
      () => new Target(loader, loaded, this.#state, origin, outer).accumulate(onto),
    );
  }

  #addComponents(onto: Accumulator, paths: readonly string[]): void {
    for (const path of paths) {
      let loader: Loader;
      try {
        loader = childLoader(this.#loader, path);
      } catch (error) {
        if (error instanceof RemoteError) throw error;
        throw new KustomizeError(`loader.New ${quoted(textOf(error))}`, { cause: error });
      }
      const origin = this.#origin && appendPath(this.#origin, path);
      try {
        this.#child(loader, origin, "component", onto);
      } catch (error) {
        if (error instanceof RemoteError) throw error;
        throw new KustomizeError(`accumulateDirectory: ${quoted(textOf(error))}`, { cause: error });
      }
    }
  }

  #madeBy(kind: string): Origin | undefined {
    if (this.#origin === undefined) return undefined;
    const { path = "", ...rest } = this.#origin;
    return {
      ...rest,
      configuredIn: joinPath(path, this.#loaded.file),
      configuredBy: { apiVersion: "builtin", kind },
    };
  }

  #generate(onto: Accumulator): void {
    const { content } = this.#loaded;
    refuseCharts(content, this.#outerNamespace);
    const own = (kind: "ConfigMap" | "Secret", all: readonly GeneratorArgs[] = []) => {
      for (const args of all) {
        const options = mergeOptions(args.options, content.generatorOptions);
        const made = generateMap(kind, { ...args, options }, this.#loader);
        absorb(onto, [made], this.#madeBy(`${kind}Generator`));
      }
    };
    const plugins = prefixed(
      () => "loading generator plugins",
      () => this.#plugins(content.generators ?? [], "failed to load generator"),
    );
    own("ConfigMap", content.configMapGenerator);
    own("Secret", content.secretGenerator);
    for (const { plugin, origin, id } of plugins) {
      if (!("generate" in plugin)) {
        throw new KustomizeError(`loading generator plugins: plugin ${id} not a generator`);
      }
      absorb(onto, plugin.generate(), origin);
    }
  }

  /** Transformers and generators that stand in files, or written out. */
  #plugins(entries: readonly string[], prefix = "") {
    const found = new Accumulator();
    const paths: string[] = [];
    for (const entry of entries) {
      const inline = parsedOrUndefined(() => this.#state.parsed.inline(entry));
      if (inline === undefined) paths.push(entry);
      else {
        const origin = this.#origin && appendPath(this.#origin, this.#loaded.file);
        if (origin) addOrigin(inline, origin);
        found.map.appendAll(inline);
      }
    }
    this.#addResources(found, paths);
    return found.map.list.map((resource) => {
      const make = () => makePlugin(resource, this.#context);
      const plugin = prefix === "" ? make() : prefixed(() => prefix, make);
      return { plugin, origin: pluginOrigin(resource), id: currentId(resource).name };
    });
  }

  #transform(onto: Accumulator): void {
    const { content } = this.#loaded;
    const own = ownTransforms(content, onto.config, this.#context);
    const steps: (NamedTransform & { readonly origin: Origin | undefined })[] = own.map((one) => ({
      ...one,
      origin: this.#madeBy(one.kind),
    }));
    for (const { plugin, origin, id } of this.#plugins(content.transformers ?? [])) {
      if (!("transform" in plugin)) throw new KustomizeError(`plugin ${id} not a transformer`);
      steps.push({ kind: "", transform: plugin.transform, origin });
    }
    for (const { transform, origin } of steps) {
      transform(onto.map);
      if (origin) {
        for (const resource of onto.map.list) {
          if (resource.node) addTransformation(resource, origin);
        }
      }
      onto.map.dropEmpty();
    }
  }
}

function parsedOrUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function absorb(onto: Accumulator, made: readonly Resource[], origin: Origin | undefined): void {
  if (origin) {
    for (const resource of made) {
      if (originOf(resource) === undefined) {
        setBuildAnnotation(resource, ORIGIN, originText(origin));
      }
    }
  }
  prefixed(() => "merging from generator", () => onto.absorb(made));
}

function pluginOrigin(resource: Resource): Origin | undefined {
  const origin = originOf(resource);
  if (origin === undefined) return undefined;
  const { group, version, kind, name, namespace } = currentId(resource);
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const { repo, ref, path } = origin;
  return {
    ...(repo ? { repo } : {}),
    ...(ref ? { ref } : {}),
    ...(path ? { configuredIn: path } : {}),
    configuredBy: { apiVersion, kind, name, namespace },
  };
}

/** Takes the types of strategic merge from where `openapi` says; the first kustomization that says so wins. */
export function applyOpenApi(
  { content }: LoadedKustomization,
  loader: Loader,
  state: BuildState,
  root: boolean,
): void {
  const path = content.openapi?.get("path");
  const version = content.openapi?.get("version");
  const source = path === undefined ? undefined : loadText(loader, path);
  if (state.schema !== undefined && !root) return;
  if (source !== undefined) {
    if (version !== undefined) {
      throw new KustomizeError("builtin version and custom schema provided, cannot use both");
    }
    state.schema = parseOpenApi(source, { builtIn: !root && state.sawUnknownKind });
  } else if (version !== undefined && version !== "") {
    if (version !== "v1.21.2") {
      throw new KustomizeError("the specified OpenAPI version is not built in");
    }
    state.schema = builtInSchema;
  }
}
