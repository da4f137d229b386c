import type { Api } from "../api.ts";
import type { Tree } from "../json/tree.ts";

const plain: Readonly<Record<string, string>> = {
  ...{ pods: "/pods", services: "/services", secrets: "/secrets", configmaps: "/configmaps" },
  ...{ persistentvolumeclaims: "/persistentvolumeclaims", resourcequotas: "/resourcequotas" },
  ...{ replicationcontrollers: "/replicationcontrollers" },
};

/** The bucket that a quota's name counts; undefined where it counts no objects. */
export function countedBucket(name: string): string | undefined {
  const match = /^count\/([^.]+)(?:\.(.+))?$/.exec(name);
  return match === null ? plain[name] : `${match[2] ?? ""}/${match[1]}`;
}

/** What is used of a quota in its namespace now. */
export function quotaUse(api: Api, namespace: string, hard: Tree): Tree {
  const used: Tree = {};
  for (const name of Object.keys(hard)) {
    const bucket = countedBucket(name);
    used[name] = bucket === undefined ? "0" : String(countIn(api, bucket, namespace));
  }
  return used;
}

function countIn(api: Api, bucket: string, namespace: string): number {
  let count = 0;
  for (const key of api.store.bucket(bucket).objects.keys()) {
    if (key.startsWith(`${namespace}/`)) count++;
  }
  return count;
}
