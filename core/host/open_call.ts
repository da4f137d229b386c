import { terminal } from "../contract/errors.ts";
import type { CallFolders } from "./folders.ts";
import type { Broker, Lend } from "./lend.ts";
import type { Plugin } from "./plugin.ts";
import type { Given } from "./plugins.ts";

/** The process that a call runs in. */
export interface CallSite {
  readonly plugin: Plugin;
  readonly tenant: string;
  readonly lend: Lend;
}

/** A call that a plugin has open: its token, its folders, and what it was lent. All but the token is made at first use. */
export class OpenCall {
  readonly handle = newHandle();
  readonly #site: CallSite;
  readonly #given: Given;
  readonly folders: CallFolders;
  #broker: Broker | undefined;
  #abort: AbortController | undefined;

  constructor(site: CallSite, given: Given, folders: CallFolders) {
    this.#site = site;
    this.#given = given;
    this.folders = folders;
  }

  /** Aborted when the call has ended. */
  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal;
  }

  get broker(): Broker {
    return this.#broker ??= this.#lend();
  }

  #lend(): Broker {
    const { plugin, tenant, lend } = this.#site;
    const { folders } = this;
    return lend({
      plugin: plugin.id,
      tenant,
      given: this.#given,
      needs: plugin.granted,
      secrets: plugin.manifest.profile?.secrets ?? [],
      get scratch() {
        return folders.scratch();
      },
      get inputsFolder() {
        return folders.inputs();
      },
    });
  }

  /** Every handle dies; `undefined` where none was used. */
  close(): Promise<void> | undefined {
    this.#abort?.abort(terminal("HandleRevoked", "The call has ended"));
    return this.#broker?.close();
  }
}

const HANDLE_BYTES = 16;
const form = { alphabet: "base64url", omitPadding: true } as const;
const random = new Uint8Array(256 * HANDLE_BYTES);
let used = random.length;

/** 128 random bits; the system is asked for many at a time. */
function newHandle(): string {
  if (used === random.length) {
    crypto.getRandomValues(random);
    used = 0;
  }
  return random.subarray(used, used += HANDLE_BYTES).toBase64(form);
}
