/** Events as the cards of Microsoft Teams, Google Chat and Lark. */
import type { FluxEvent } from "contract";
import { pairsOf, titleOf } from "../lib/notify/mod.ts";

/** An adaptive card (adaptivecards.io, version 1.4), the summary before the other facts. */
export function adaptiveCard(event: FluxEvent) {
  const facts = pairsOf(event).map(([title, value]) => ({ title, value }));
  const [first, rest] = [true, false].map((is) =>
    facts.filter(({ title }) => (title === "summary") === is)
  ) as [typeof facts, typeof facts];
  const text = { type: "TextBlock", text: event.message, wrap: true };
  const items = [
    { type: "TextBlock", text: titleOf(event), size: "large", weight: "bolder", wrap: true },
    event.severity === "error" ? { ...text, color: "attention" } : text,
    { type: "FactSet", ...(facts.length > 0 ? { facts: [...first, ...rest] } : {}) },
  ];
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [{ type: "Container", items }],
    msteams: { width: "Full" },
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, content }] };
}

/** What the older connectors of Teams take (`*.webhook.office.com`). */
export function messageCard(event: FluxEvent) {
  const facts = pairsOf(event).map(([name, value]) => ({ name, value }));
  const title = titleOf(event);
  return {
    "@type": "MessageCard",
    "@context": "http://schema.org/extensions",
    themeColor: event.severity === "error" ? "FF0000" : "0076D7",
    summary: title,
    sections: [{ activityTitle: event.message, activitySubtitle: title, facts }],
  };
}

/** A card of Google Chat, version 1. */
export function googleCard(event: FluxEvent) {
  const { message, severity, reportingController: subtitle } = event;
  const text = severity === "error" ? `<font color="#ff0000">${message}</font>` : message;
  const fields = pairsOf(event).map(([topLabel, content]) => ({
    textParagraph: null,
    keyValue: { topLabel, content, contentMultiline: false, bottomLabel: null, icon: null },
  }));
  const section = (widgets: readonly object[]) => ({ header: "", widgets });
  return {
    cards: [{
      header: { title: titleOf(event), subtitle, imageUrl: null, imageStyle: null },
      sections: [
        section([{ textParagraph: { text }, keyValue: null }]),
        ...(fields.length > 0 ? [section(fields)] : []),
      ],
    }],
  };
}

/** An interactive card of Lark. */
export function larkCard(event: FluxEvent) {
  const failed = event.severity === "error";
  const lines = pairsOf(event).map(([key, value]) => `${key}: ${value}\n`);
  const content = `**${event.message}**\n\n${lines.join("")}`;
  const title = `${failed ? "🚨" : "💫"} ${titleOf(event)}`;
  return {
    msg_type: "interactive",
    card: {
      config: { wide_screen_mode: true },
      header: {
        title: { tag: "plain_text", content: title },
        template: failed ? "red" : "turquoise",
      },
      elements: [{ tag: "div", text: { tag: "lark_md", content } }],
    },
  };
}
