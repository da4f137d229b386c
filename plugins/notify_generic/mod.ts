/** Forwards an event as JSON to a webhook (Provider types `generic` and `generic-hmac`). */
import { type Cx, isMap, type Notifier, plugin } from "contract";
import { parseNode, toJS, YamlError } from "contract/yaml";
import { invalid, post, type ProviderSpec, wayTo, whyNoUrl } from "../lib/notify/mod.ts";

const pointer = "/spec/secretRef";

const notifier: Notifier<ProviderSpec> = {
  async send(request, cx) {
    const { spec: { type }, event, timeoutMs } = request;
    const way = await wayTo(request, cx);
    const fail = (why: string) => invalid(`failed to initialize notifier: ${why}`);
    const headers = way.keys.has("headers") ? await headersOf(cx) : {};
    const noUrl = whyNoUrl(way);
    if (noUrl !== undefined) throw fail(`invalid hook URL ${way.address}: ${noUrl}`);
    const signs = type === "generic-hmac", secret = cx.secret(pointer);
    if (signs && (!way.keys.has("token") || await secret.equals("token", ""))) {
      throw fail("HMAC key is empty");
    }
    await post(cx, way, {
      headers: { "gotk-component": event.reportingController, ...headers },
      body: event,
      auth: signs ? [secret.hmac("X-Signature", "token", { prefix: "sha256=" })] : [],
      timeoutMs,
    });
    return {};
  },
};

/** The headers that the Secret adds: a YAML map of texts, read as sigs.k8s.io/yaml reads one. */
async function headersOf(cx: Cx): Promise<Record<string, string>> {
  const fail = (why: string) => invalid(`failed to read headers from secret: ${why}`);
  let read: unknown;
  try {
    const node = parseNode(await cx.secret(pointer).value("headers"), { dialect: "v2" });
    read = node && toJS(node, { dialect: "v2" });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw fail(`error converting YAML to JSON: ${error.message}`);
  }
  const entries = Object.entries(isMap(read ?? {}) ? read ?? {} : { "": read });
  const wrong = entries.find(([key, value]) => key === "" || typeof value === "object" && value);
  if (!wrong) return Object.fromEntries(entries.map(([key, value]) => [key, String(value ?? "")]));
  const kind = Array.isArray(wrong[1]) ? "array" : isMap(wrong[1]) ? "object" : typeof wrong[1];
  const into = wrong[0] === "" ? "map[string]string" : "string";
  throw fail(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${into}`,
  );
}

export default plugin("notifier", () => notifier);
