import { createHash } from "node:crypto";
import type { ObjectRef } from "../../contract/mod.ts";
import { nameOf } from "../kinds.ts";

/** The tags that were found at the last scan. */
interface TagList {
  readonly digest: string;
  readonly tags: readonly string[];
}

/** The tags of all image repositories, in memory: after a restart they are scanned again. */
export class Tags {
  readonly #lists = new Map<string, TagList>();

  get(ref: ObjectRef): TagList | undefined {
    return this.#lists.get(nameOf(ref));
  }

  /** Keeps a list; answers it with its digest. */
  keep(ref: ObjectRef, tags: readonly string[]): TagList {
    const sorted = tags.toSorted().reverse();
    const hash = createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
    const list = { digest: `sha256:${hash}`, tags: sorted };
    this.#lists.set(nameOf(ref), list);
    return list;
  }

  forget(ref: ObjectRef): void {
    this.#lists.delete(nameOf(ref));
  }
}
