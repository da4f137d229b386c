/** Posts an event as Slack takes it: to Slack by a webhook or as an app, to Discord, to Rocket.Chat. */
import { type FluxEvent, type HttpResponse, plugin } from "contract";
import { bearer, pairsOf, type ProviderType, sender, titleOf } from "../lib/notify/mod.ts";

/** The one address whose answers have status 200 whatever happened. */
const api = "https://slack.com/api/chat.postMessage";

interface Look {
  readonly channel?: string | undefined;
  readonly username?: string | undefined;
  readonly fallback?: string;
  readonly colours?: readonly [usual: string, error: string];
}

/** As Flux writes it: one attachment, the metadata as its fields. */
function messageOf(
  event: FluxEvent,
  { channel = "", username = "", fallback = "", colours = ["good", "danger"] }: Look,
) {
  return {
    channel,
    username,
    icon_url: "",
    icon_emoji: "",
    attachments: [{
      fallback,
      color: colours[event.severity === "error" ? 1 : 0],
      author_name: titleOf(event),
      text: event.message,
      mrkdwn_in: ["text"],
      fields: pairsOf(event).map(([title, value]) => ({ title, value, short: false })),
    }],
  };
}

const quoted = (service: string) => (address: string, why: string) =>
  `invalid ${service} hook URL ${address}: '${why}'`;

const types: Readonly<Record<string, ProviderType>> = {
  slack: {
    badAddress: quoted("Slack"),
    isNamed: true,
    auth: bearer,
    async messages(event, { channel, username }, isAt) {
      const fallback = `${titleOf(event)}: ${event.message.split("\n")[0]}`;
      const look = { channel, username: username || event.reportingController, fallback };
      return [{ body: messageOf(event, look), ...(await isAt(api) ? { judge: judgeApi } : {}) }];
    },
  },
  discord: {
    badAddress: quoted("Discord"),
    isNamed: true,
    messages(event, { username }) {
      const look = { username: username || event.reportingController };
      return [{ suffix: "/slack", body: messageOf(event, look) }];
    },
  },
  rocket: {
    badAddress: quoted("Rocket"),
    isNamed: true,
    messages(event, { channel, username }) {
      return [{ body: messageOf(event, { channel, username, colours: ["#0076D7", "#FF0000"] }) }];
    },
  },
};

function judgeApi({ body }: HttpResponse): string | undefined {
  let answer: { readonly ok?: unknown; readonly error?: unknown };
  try {
    answer = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    return `unable to unmarshal response body: ${(error as Error).message}`;
  }
  return answer.ok === true ? undefined : `Slack responded with error: ${answer.error ?? ""}`;
}

export default plugin("notifier", () => sender(types));
