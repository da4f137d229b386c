/** Events as texts for Webex, Matrix and Zulip. */
import type { FluxEvent } from "contract";
import { pairsOf, titleOf } from "../lib/notify/mod.ts";

export function webexText(event: FluxEvent): string {
  const head = `${event.severity === "error" ? "💣" : "✅"} **${titleOf(event)}**`;
  const lines = pairsOf(event).map(([key, value]) => `>**${key}**: ${value}\n`);
  return `${head}\n${event.message}\n${lines.join("")}`;
}

export function matrixText(event: FluxEvent): string {
  const head = `${event.severity === "error" ? "🚨" : "💫"} ${titleOf(event)}`;
  const lines = pairsOf(event).map(([key, value]) => `- ${key}: ${value}\n`);
  return `${head}\n${event.message}\n${lines.join("")}`;
}

/** Markdown as Flux writes it into Zulip and comments. */
export function markdown(event: FluxEvent): string {
  const { kind, namespace, name } = event.involvedObject;
  const head = `${event.severity === "error" ? "⚠️" : "ℹ️"} ${kind}/${namespace}/${name}`;
  const lines = pairsOf(event).filter(([key]) => key !== "change_request")
    .map(([key, value]) => `* \`${key}\`: ${value}\n`);
  return `## Flux Status\n\n${head}\n\n${event.message}\n\nMetadata:\n${lines.join("")}`;
}
