/** Webhooks of registries of images; each Receiver type proves itself in its own way, or only by being JSON. */
import { type Cx, firstValue, plugin, type Receiver } from "contract";
import { accept, type Prove } from "../lib/receive/mod.ts";

const secretRef = "/spec/secretRef";

/** Why the body is no JSON of this shape: every value that is there has its type. */
async function unlike(shape: Shape, cx: Cx, read = firstValue): Promise<string | undefined> {
  try {
    const body = read(await Deno.readTextFile(`${cx.inputs}/body`));
    return fits(body, shape) ? undefined : "cannot decode the webhook payload";
  } catch (error) {
    if (error instanceof SyntaxError) return "cannot decode the webhook payload";
    throw error;
  }
}

/** Names of types, of lists of texts, and of objects in turn; as Go decodes into a struct. */
interface Shape {
  readonly [key: string]: "string" | "strings" | Shape;
}

function fits(value: unknown, shape: Shape[string]): boolean {
  if (value === null || value === undefined) return true;
  if (shape === "string") return typeof value === "string";
  if (shape === "strings") return Array.isArray(value) && value.every((one) => fits(one, "string"));
  if (typeof value !== "object" || Array.isArray(value)) return false;
  const held = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([key, inner]) => fits(held[key], inner));
}

const proofs: Readonly<Record<string, Prove>> = {
  async harbor({ headers }, cx) {
    const given = headers["authorization"] ?? "";
    if (await cx.secret(secretRef).equals("token", given)) return undefined;
    return "the Harbor Authorization header value does not match the receiver token";
  },
  dockerhub: (_, cx) =>
    unlike({ push_data: { tag: "string" }, repository: { repo_url: "string" } }, cx),
  quay: (_, cx) => unlike({ docker_url: "string", updated_tags: "strings" }, cx),
  acr: (_, cx) => unlike({ action: "string", target: { repository: "string", tag: "string" } }, cx),
  async nexus({ headers }, cx) {
    const signature = headers["x-nexus-webhook-signature"] ?? "";
    if (!/^[0-9a-f]{40}$/.test(signature)) return "the Nexus signature is missing from header";
    const signed = await cx.secret(secretRef)
      .verify({ key: "token", hash: "SHA-1", over: "body", signature });
    return signed
      ? await unlike({ action: "string", repositoryName: "string" }, cx, JSON.parse)
      : "invalid Nexus signature";
  },
};

const receiver: Receiver<{ readonly type: string }> = {
  accept: (request, cx) => accept(request, cx, { prove: proofs[request.spec.type]! }),
};

export default plugin("receiver", () => receiver);
