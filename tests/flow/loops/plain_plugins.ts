/** Plugins as plain objects in this process, behind the port that the host serves in the product. */
import { at, flatten, groupOf, type Kind, type KubeObject, type Report, revive } from "contract";
import type { Answered, Given, Installed, Plugins } from "../../../core/host/plugins.ts";
import { checker, describe } from "schemas/check.ts";
import { PluginManifest } from "schemas/plugin_manifest.ts";
import { type Method as ContractMethod, methodsOf } from "../../../core/contract/kinds.ts";

type Method = (request: never, cx: never) => unknown;

export interface PlainPlugin {
  readonly manifest: Omit<PluginManifest, "contract" | "version">;
  // deno-lint-ignore ban-types -- whatever methods its kind has
  readonly methods: {};
}

export interface Called {
  readonly id: string;
  readonly method: string;
  readonly request: Record<string, unknown>;
  readonly given: Given;
}

const manifests = checker(PluginManifest);

export class PlainPlugins implements Plugins {
  readonly installed: readonly Installed[];
  readonly calls: Called[] = [];
  readonly #scratch: string;
  readonly #methods = new Map<string, Readonly<Record<string, Method>>>();

  constructor(plugins: readonly PlainPlugin[], scratch = "/scratch") {
    this.#scratch = scratch;
    this.installed = plugins.map(({ manifest, methods }) => {
      const whole = { ...manifest, contract: 0 as const, version: "0.0.1" };
      const problems = manifests.problems(whole);
      if (problems.length > 0) throw new Error(`${manifest.name}: ${describe(problems)}`);
      this.#methods.set(manifest.name, methods as Record<string, Method>);
      return { id: manifest.name, manifest: whole, digest: "sha256:0", config: {} };
    });
  }

  /** How often a method of a plugin was called. */
  count(id: string, method: string): number {
    return this.calls.filter((one) => one.id === id && one.method === method).length;
  }

  route(kind: Kind, object: KubeObject): Installed | undefined {
    return this.installed.find(({ manifest }) =>
      manifest.kind === kind &&
      (manifest.serves ?? []).some((served) =>
        served.group === groupOf(object.apiVersion) && served.kind === object.kind &&
        Object.entries(served.when ?? {}).every(([path, value]) => at(object, path) === value)
      )
    );
  }

  async call(
    id: string,
    kind: Kind,
    method: string,
    request: unknown,
    given: Given,
  ): Promise<Answered<never>> {
    this.calls.push({ id, method, request: request as Record<string, unknown>, given });
    const run = this.#methods.get(id)?.[method];
    if (!run) throw new Error(`${id} has no ${method}`);
    const cx = {
      signal: given.signal,
      report: (report: Report) => Promise.resolve(given.onReport?.(report)),
    };
    let answer: unknown;
    try {
      // What crosses is data: a copy, so that neither side shares an object with the other.
      answer = await run(JSON.parse(JSON.stringify(request)) as never, cx as never);
    } catch (error) {
      throw revive(flatten(error));
    }
    const { result } = (methodsOf[kind] as Readonly<Record<string, ContractMethod>>)[method]!;
    const problems = checker(result).problems(answer);
    if (problems.length > 0) throw new Error(`${id}.${method}: ${describe(problems)}`);
    return {
      answer: JSON.parse(JSON.stringify(answer)) as never,
      scratch: this.#scratch,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
}
