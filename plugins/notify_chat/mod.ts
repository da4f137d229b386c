/** Posts an event to chat services that each have a form of their own (Provider types in the table below). */
import { createHash } from "node:crypto";
import { plugin } from "contract";
import { basic, bearer, type ProviderType, sender, unusable } from "../lib/notify/mod.ts";
import { adaptiveCard, googleCard, larkCard, messageCard } from "./cards.ts";
import { markdown, matrixText, webexText } from "./texts.ts";

const types: Readonly<Record<string, ProviderType>> = {
  msteams: {
    badAddress: (address, why) => `invalid MS Teams webhook URL ${address}: '${why}'`,
    messages(event, { address = "" }) {
      const connector = /\.webhook\.office\.com$/.test(URL.parse(address)?.hostname ?? "");
      return [{ body: connector ? messageCard(event) : adaptiveCard(event) }];
    },
  },
  googlechat: {
    badAddress: (address) => `invalid Google Chat hook URL ${address}`,
    messages: (event) => [{ body: googleCard(event) }],
  },
  webex: {
    badAddress: (address, why) => `invalid Webex hook URL ${address}: '${why}'`,
    auth: bearer,
    unproven: { authorization: "Bearer " },
    messages: (event, { channel }) => [{
      body: { ...(channel ? { roomId: channel } : {}), markdown: webexText(event) },
    }],
  },
  lark: {
    badAddress: (address) => `invalid Slack hook URL ${address}`,
    messages: (event) => [{ errors: "", body: larkCard(event) }],
  },
  matrix: {
    badAddress: (address, why) => `invalid Matrix homeserver URL ${address}: '${why}'`,
    auth: bearer,
    unproven: { authorization: "Bearer " },
    messages(event, { channel = "" }) {
      const id = createHash("sha1").update(JSON.stringify(event)).digest("hex");
      const suffix = `/_matrix/client/r0/rooms/${channel}/send/m.room.message/${id}`;
      const body = { body: matrixText(event), msgtype: "m.text" };
      return [{ method: "PUT", suffix, body }];
    },
  },
  zulip: {
    badAddress: (_, why) => `invalid Zulip endpoint URL: ${why}`,
    auth: basic,
    messages(event, { channel = "" }) {
      const [, to, topic] = /^([^/]+)\/(.+)$/s.exec(channel) ?? [];
      if (to === undefined || topic === undefined) {
        const wanted = "expected <channel>/<topic>";
        throw unusable(`invalid Zulip channel format, ${wanted}, got '${channel}'`);
      }
      const form = new URLSearchParams({ content: markdown(event), to, topic, type: "stream" });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return [{ errors: "", path: "/api/v1/messages", headers, body: form.toString() }];
    },
  },
};

export default plugin("notifier", () => sender(types));
