/** What a kernel is at when it is broken, and what must stand in the cluster when the one after it is done. */
import { at } from "contract";
import {
  condition,
  configMap,
  declare,
  delivery,
  type Files,
  find,
  isReady,
  put,
  type Scene,
} from "./scene.ts";

export interface Story {
  readonly name: string;
  /** Delivered by a kernel that nothing happens to; absent, the broken one is the first. */
  readonly before?: Files;
  /** Further fields of the Kustomization. */
  readonly spec?: object;
  /** What the broken kernel has to do. */
  readonly change: (scene: Scene) => Promise<unknown>;
  /** Whether the change comes while that kernel runs, once it has nothing to do. */
  readonly live?: boolean;
  /** Whether it came through. */
  readonly over: (scene: Scene) => Promise<boolean>;
  /** What happens before the next kernel starts. */
  readonly then?: (scene: Scene) => Promise<unknown>;
  readonly end: (scene: Scene) => Promise<boolean>;
  /** The ConfigMaps in the end; `kept` are those that nobody may have made anew. */
  readonly left: readonly string[];
  readonly kept: readonly string[];
}

const space = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`;
const first = {
  "deploy/stays.yaml": configMap("stays", "one"),
  "deploy/goes.yaml": configMap("goes", "one"),
};
const second = {
  "deploy/stays.yaml": configMap("stays", "two"),
  "deploy/goes.yaml": null,
  "deploy/comes.yaml": configMap("comes", "two"),
};
const bad =
  "apiVersion: v1\nkind: Service\nmetadata: { name: bad, namespace: web }\nspec: { ports: [{ port: 99999 }] }\n";

async function head({ git }: Scene): Promise<string> {
  return (await git.git("rev-parse", "HEAD")).trim();
}

const delivered = async (scene: Scene) => await isReady(scene, await head(scene));
const stays = { apiVersion: "v1", kind: "ConfigMap", namespace: "web", name: "stays" };

async function failedAt(scene: Scene, commit: string): Promise<boolean> {
  const found = await find(scene);
  return condition(found, "Ready") === "False" &&
    at(found, "/status/lastAttemptedRevision") === `main@sha1:${commit}`;
}

async function isMended({ client }: Scene): Promise<boolean> {
  const goes = await client.find({ ...stays, name: "goes" });
  return at(await client.find(stays), "/data/text") === "one" && goes !== undefined;
}

export const stories: readonly Story[] = [
  {
    name: "the first revision",
    change: async (scene) => {
      await scene.git.commit({ ...first, "deploy/space.yaml": space("side") });
      await declare(scene);
    },
    over: delivered,
    then: ({ git }) => git.commit(second),
    end: delivered,
    left: ["web/comes", "web/stays", "web/stranger"],
    kept: ["web/stays", "web/stranger"],
  },
  {
    name: "the next revision",
    before: first,
    change: ({ git }) => git.commit(second),
    over: delivered,
    end: delivered,
    left: ["web/comes", "web/stays", "web/stranger"],
    kept: ["web/stays", "web/stranger"],
  },
  {
    name: "a revision with an object that is refused, and one that drops what it brought",
    before: first,
    change: ({ git }) =>
      git.commit({
        "deploy/space.yaml": space("side"),
        "deploy/extra.yaml": configMap("extra", "two", "side"),
        "deploy/bad.yaml": bad,
      }),
    over: async (scene) => await failedAt(scene, await head(scene)),
    then: ({ git }) =>
      git.commit({ "deploy/space.yaml": null, "deploy/extra.yaml": null, "deploy/bad.yaml": null }),
    end: delivered,
    left: ["web/goes", "web/stays", "web/stranger"],
    kept: ["web/goes", "web/stays", "web/stranger"],
  },
  {
    name: "a wait for health",
    before: first,
    change: async (scene) => {
      await scene.git.commit(second);
      const gate = { ...stays, name: "gate" };
      await declare(scene, { healthChecks: [gate], timeout: "1m" });
    },
    over: async (scene) => condition(await find(scene), "Healthy") === "Unknown",
    then: (scene) => put(scene, { ...stays, name: "gate" }, {}),
    end: delivered,
    left: ["web/comes", "web/gate", "web/stays", "web/stranger"],
    kept: ["web/stays", "web/stranger"],
  },
  {
    name: "a deletion",
    before: first,
    change: ({ client }) => client.delete(delivery),
    over: async (scene) => await find(scene) === undefined,
    end: async (scene) => await find(scene) === undefined,
    left: ["web/stranger"],
    kept: ["web/stranger"],
  },
  {
    name: "another name space",
    before: first,
    change: (scene) => declare(scene, { targetNamespace: "other" }),
    over: delivered,
    end: delivered,
    left: ["other/goes", "other/stays", "web/stranger"],
    kept: ["web/stranger"],
  },
  {
    name: "drift",
    before: first,
    live: true,
    change: async ({ client }) => {
      await client.delete({ ...stays, name: "goes" });
      const body = { data: { text: "mine" } };
      await client.patch(stays, { type: "merge", body }, { fieldManager: "somebody" });
    },
    over: isMended,
    end: isMended,
    left: ["web/goes", "web/stays", "web/stranger"],
    kept: ["web/stays", "web/stranger"],
  },
];
