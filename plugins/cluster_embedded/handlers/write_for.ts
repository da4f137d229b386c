import type { Api } from "../api.ts";
import type { RequestContext } from "../http/context.ts";
import { writeOptions } from "../http/options.ts";
import { type Resource } from "../registry/resource.ts";
import { type Write } from "./write.ts";
import { namespaceOf } from "./objects.ts";

/** What the handlers of writes share. */
export function writeFor(
  api: Api,
  resource: Resource,
  context: RequestContext,
  subresource: string,
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions",
  isApply = false,
): Write {
  const options = writeOptions(context.query, kind, isApply);
  const agent = context.headers.get("user-agent") ?? "";
  return {
    api,
    resource,
    namespace: namespaceOf(context),
    subresource,
    user: context.user,
    manager: options.fieldManager !== "" ? options.fieldManager : agentManager(agent),
    options,
    warnings: context.warnings,
  };
}

/** The manager that a User-Agent stands for: what is before its first slash. */
function agentManager(agent: string): string {
  const name = agent.split("/")[0]!.slice(0, 128);
  return name === "" ? "unknown" : name;
}
