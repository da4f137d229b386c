/** The hostile plugin: an otherwise honest gate that does what its object's spec names. */
import { type Cx, plugin } from "contract";
import { attacks } from "./attacks/mod.ts";
import { attempt } from "./attempt.ts";
import type { World } from "./world.ts";

interface Spec {
  readonly attack: string;
  readonly world: World;
}

interface Options {
  /** An attack that it does while it is created. */
  readonly atStart?: string;
}

export default plugin("gate", async ({ atStart }: Options) => {
  if (atStart) await attacks[atStart]!({} as World, {} as Cx);
  return {
    async open({ spec }, cx: Cx) {
      const { attack, world } = spec as unknown as Spec;
      const own = { ...world, inputs: cx.inputs, scratch: cx.scratch };
      if (attack.startsWith("raw.")) return await attacks[attack]!(own, cx) as never;
      const outcome = await attempt(attacks[attack]!, own, cx);
      return { open: false, reason: "Attempted", message: JSON.stringify(outcome) };
    },
  };
});
