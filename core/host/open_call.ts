import { CallAnswer, type CallParams } from "schemas/plugin/calls.ts";
import { checkerOf, describe } from "schemas/check.ts";
import type { Broker, Lending } from "../capability/mod.ts";
import type { Failure } from "../contract/errors.ts";
import type { Method } from "../contract/kinds.ts";
import { type BulkLimits, readBulk, spillRequest } from "./bulk.ts";
import { CallFolders, type ProcessFolders } from "./folders.ts";
import type { Answered, Given, Plugin } from "./plugins.ts";
import { type Redact, redactReport } from "./redact.ts";

/** Opens the handles of one call. */
export type Lend = (lending: Lending) => Broker;

/** The process that a call runs in. */
export interface CallSite {
  readonly plugin: Plugin;
  readonly lend: Lend;
  readonly redact: Redact;
}

/** Ten thousand objects of a cluster have about a million values. */
const BULK: BulkLimits = {
  bytes: 512 * 1024 * 1024,
  lines: 250_000,
  values: 3_000_000,
  lineValues: 200_000,
};

/** A call that a plugin has open: its token, its folders, and what it was lent. All but the token is made at first use. */
export class OpenCall implements Answered<unknown> {
  readonly handle: string = crypto.randomUUID();
  readonly folders: CallFolders;
  readonly #site: CallSite;
  readonly #given: Given;
  #broker: Broker | undefined;
  /** Once it is there. */
  answer: unknown;

  constructor(site: CallSite, given: Given, folders: ProcessFolders) {
    this.#site = site;
    this.#given = given;
    this.folders = new CallFolders(folders);
  }

  get broker(): Broker {
    return this.#broker ??= this.#lend();
  }

  get scratch(): string {
    return this.folders.names.scratch;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.folders.release();
  }

  /** Every handle dies; `undefined` where none was used. */
  close(): Promise<void> | undefined {
    return this.#broker?.close();
  }

  /** What is sent: large lists, packs and files are laid where the plugin may read them. */
  async params(method: Method, asked: CallParams["request"]): Promise<CallParams> {
    const { folders } = this;
    const { granted } = this.#site.plugin;
    const { packs, files } = this.#given;
    const spilled = method.bulk && await spillRequest(asked, method.bulk, () => folders.inputs);
    const laid = (packs || files) && await layInputs(this.#given, folders);
    const given = method.bulk || laid || granted.scratchMiB !== undefined ? folders.names : {};
    return { handle: this.handle, request: asked, ...spilled, ...laid, ...given };
  }

  /** What the plugin answered, its lists read from their files, once it fits the schema. Throws what `violation` makes of a lie. */
  async read(
    given: unknown,
    method: Method,
    violation: (what: string) => Failure,
  ): Promise<unknown> {
    const wrong = checkerOf(CallAnswer).problems(given);
    if (wrong.length > 0) throw violation(describe(wrong.slice(0, 5)));
    const { value: small, bulk, touched } = given as CallAnswer;
    if (bulk || touched) this.folders.touched();
    const value = bulk
      ? { ...small as object, ...await this.#lists(bulk, method, violation) }
      : small;
    const problems = checkerOf(method.result).problems(value);
    if (problems.length > 0) throw violation(describe(problems.slice(0, 5)));
    return value;
  }

  async #lists(
    bulk: Readonly<Record<string, string>>,
    method: Method,
    violation: (what: string) => Failure,
  ): Promise<Record<string, unknown>> {
    const lists: Record<string, unknown> = {};
    for (const [field, file] of Object.entries(bulk)) {
      if (!method.bulk?.includes(field)) throw violation(`"${field}" names no file of an answer`);
      const path = `${this.folders.names.scratch}/${file}`;
      lists[field] = await readBulk(path, BULK).catch((error: Error) => {
        throw violation(`${field}: ${error.message}`);
      });
    }
    return lists;
  }

  #lend(): Broker {
    const { plugin: { id, granted, manifest }, lend, redact } = this.#site;
    const { folders } = this;
    const { onReport, ...given } = this.#given;
    return lend({
      plugin: id,
      given: {
        ...given,
        ...onReport && { onReport: (report) => onReport(redactReport(report, redact)) },
      },
      needs: granted,
      secrets: manifest.profile?.secrets ?? [],
      get scratch() {
        return folders.scratch;
      },
      get inputsFolder() {
        return folders.inputs;
      },
    });
  }
}

async function layInputs(
  { packs = {}, files = {} }: Given,
  { inputs }: CallFolders,
): Promise<Pick<CallParams, "packs">> {
  const laid: Record<string, string> = {};
  for (const [i, [as, path]] of Object.entries(packs).entries()) {
    await linkOrCopy(path, `${inputs}/${laid[as] = `pack-${i}`}`);
  }
  for (const [name, file] of Object.entries(files)) {
    const to = `${inputs}/${name}`;
    if (file instanceof Uint8Array) await Deno.writeFile(to, file, { mode: 0o400 });
    else await linkOrCopy(file.path, to);
  }
  return { packs: laid };
}

/** At once: to hand so little to a thread costs more than to do it. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    Deno.linkSync(from, to);
  } catch {
    await Deno.copyFile(from, to);
  }
}
