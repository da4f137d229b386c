/** The hostile plugin: an otherwise honest gate that does what its object's spec names. */
import { type Cx, plugin } from "contract";
import { attacks } from "./attacks/mod.ts";
import { attempt } from "./attempt.ts";
import type { World } from "./world.ts";

interface Spec {
  readonly attack: string;
  readonly world: World;
}

export default plugin("gate", () => ({
  async open({ spec }, cx: Cx) {
    const { attack, world } = spec as unknown as Spec;
    const own = { ...world, inputs: cx.inputs, scratch: cx.scratch };
    const outcome = await attempt(attacks[attack]!, own, cx);
    return { open: false, reason: "Attempted", message: JSON.stringify(outcome) };
  },
}));
