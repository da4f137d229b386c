/** A client that writes nothing: each write is sent as a dry run, and what it would have done is told. */
import { type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import { ApiError, type CallOptions, type Client, NoMatchError } from "../../kube/mod.ts";

/** What a write would come to. */
export interface Written {
  readonly ref: ObjectRef;
  /** Absent where it is deleted. */
  readonly after?: KubeObject;
}

interface DryOptions {
  readonly wrote: (written: Written) => void;
  /** Whether what an object lacks in the cluster, its namespace or its kind, is there by the time that it is written. */
  readonly isComing: (object: KubeObject) => boolean;
}

/** The client with every write turned into a dry run, for one object: what it deletes it does not find any more. */
export function dryClient(client: Client, { wrote, isComing }: DryOptions): Client {
  let gone = false;
  const tell = (written: Written, { dryRun }: CallOptions = {}) => {
    if (dryRun !== true) wrote(written);
  };
  const sent = async (
    object: KubeObject,
    options: CallOptions = {},
    send: (dry: { dryRun: true }) => Promise<KubeObject>,
  ) => {
    const after = gone ? object : await send({ ...options, dryRun: true }).catch((error) => {
      if (isMissing(error) && isComing(object)) return object;
      throw error;
    });
    tell({ ref: refOf(object), after }, options);
    return after;
  };
  return {
    ...client,
    find: (ref, options) => gone ? Promise.resolve(undefined) : client.find(ref, options),
    create: (object, options) => sent(object, options, (dry) => client.create(object, dry)),
    update: (object, options) => sent(object, options, (dry) => client.update(object, dry)),
    apply: (object, options) =>
      sent(object, options, (dry) => client.apply(object, { ...options, ...dry })),
    async patch(ref, patch, options) {
      const after = await client.patch(ref, patch, { ...options, dryRun: true });
      tell({ ref, after }, options);
      return after;
    },
    async delete(ref, options) {
      await client.delete(ref, { ...options, dryRun: true });
      tell({ ref }, options);
      gone = true;
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof NoMatchError || (error instanceof ApiError && error.status === 404);
}
