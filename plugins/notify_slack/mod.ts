/** Posts an event to Slack (Provider type `slack`): to an incoming webhook, or as an app with a token. */
import { type Cx, type FluxEvent, type HttpResponse, type Notifier, plugin } from "contract";
import { invalid, post, type ProviderSpec, titleOf, wayTo, whyNoUrl } from "../lib/notify/mod.ts";

/** The one address whose answers have status 200 whatever happened. */
const api = "https://slack.com/api/chat.postMessage";
const secretRef = "/spec/secretRef";

const notifier: Notifier<ProviderSpec> = {
  async send(request, cx) {
    const { spec, event, timeoutMs } = request;
    const way = await wayTo(request, cx);
    const noUrl = whyNoUrl(way);
    if (noUrl !== undefined) {
      const why = `invalid Slack hook URL ${way.address}: '${noUrl}'`;
      throw invalid(`failed to initialize notifier: ${why}`);
    }
    const isApi = way.keys.has("address")
      ? await cx.secret(secretRef).equals("address", api)
      : way.address === api;
    await post(cx, way, {
      body: messageOf(event, spec),
      auth: await bearer(cx, way.keys),
      timeoutMs,
      ...(isApi ? { judge: judgeApi } : {}),
    });
    return {};
  },
};

async function bearer(cx: Cx, keys: ReadonlySet<string>) {
  const secret = cx.secret(secretRef);
  return keys.has("token") && !await secret.equals("token", "") ? [secret.bearer("token")] : [];
}

/** As Flux writes it: one attachment, the metadata as its fields. */
function messageOf(event: FluxEvent, { channel = "", username = "" }: ProviderSpec) {
  const { message, severity, metadata = {}, reportingController } = event;
  const title = titleOf(event);
  return {
    channel,
    username: username || reportingController,
    icon_url: "",
    icon_emoji: "",
    attachments: [{
      fallback: `${title}: ${message.split("\n")[0]}`,
      color: severity === "error" ? "danger" : "good",
      author_name: title,
      text: message,
      mrkdwn_in: ["text"],
      fields: Object.entries(metadata).map(([title, value]) => ({ title, value, short: false })),
    }],
  };
}

function judgeApi({ body }: HttpResponse): string | undefined {
  let answer: { readonly ok?: unknown; readonly error?: unknown };
  try {
    answer = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    return `unable to unmarshal response body: ${(error as Error).message}`;
  }
  return answer.ok === true ? undefined : `Slack responded with error: ${answer.error ?? ""}`;
}

export default plugin("notifier", () => notifier);
