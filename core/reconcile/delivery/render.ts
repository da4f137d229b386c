/** The pipeline's renderers, each fed with what the one before made. */
import { defined } from "../json.ts";
import type { Data, KubeObject, Release } from "../../contract/mod.ts";
import { ask, named } from "../call.ts";
import type { Work } from "../context.ts";
import type { Delivery } from "./delivery.ts";
import { digestOf } from "./history.ts";
import { inRounds } from "./needs.ts";

/** Renders the content of a delivery. Decryptors of the pipeline answer needs, and are no step of their own. */
export async function render(
  work: Work,
  delivery: Delivery,
  from: { readonly values?: Data; readonly release?: Release } = {},
): Promise<readonly KubeObject[]> {
  const { pipeline, inputs } = delivery;
  let objects: readonly KubeObject[] | undefined, digest: string | undefined;
  for (const id of pipeline.render ?? []) {
    const installed = named(work.loops.kernel, id);
    if (installed.manifest.kind !== "renderer") continue;
    const given = { ...from, ...defined({ objects }) };
    const rendered = await inRounds({ work, delivery, installed }, (answers, state) => {
      const further = { ...given, answers, state };
      return ask(work, installed, ["renderer", "render"], further, { inputs });
    });
    ({ objects, digest } = rendered);
    for (const message of rendered.warnings ?? []) {
      work.pass.event({ type: "Normal", severity: "trace", reason: "RenderWarning", message });
    }
  }
  const made = objects ?? [];
  delivery.digest = digest ?? digestOf(made);
  return made;
}
