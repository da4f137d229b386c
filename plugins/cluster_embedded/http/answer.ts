import { stringify } from "contract/yaml";
import { ApiError, internal, messageOf, NoSuchPage } from "../errors/api_error.ts";
import { writeJson } from "../json/write.ts";
import { negotiate } from "./negotiate.ts";
import type { Answer, Reply } from "./context.ts";

/** A Warning header's value: agent, and the quoted text. */
function warningHeader(warnings: readonly string[]): string {
  return warnings.map((text) =>
    `299 - "${text.replace(/\p{Cc}/gu, " ").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
  ).join(", ");
}

/** The answer as it is sent. */
export function toReply(answer: Answer, warnings: readonly string[]): Reply {
  if (answer.bare) return { status: answer.status, headers: {}, body: null };
  const headers: Record<string, string> = {
    "Content-Type": answer.type ?? "application/json",
    "Cache-Control": "no-cache, private",
    ...answer.headers,
  };
  if (warnings.length > 0) headers.Warning = warningHeader(warnings);
  return { status: answer.status, headers, body: bodyOf(answer) };
}

function bodyOf({ body, json, type }: Answer): Reply["body"] {
  if (json !== undefined) return json;
  if (body === undefined || typeof body === "string" || body instanceof ReadableStream) {
    return body ?? null;
  }
  return type === "application/yaml" ? stringify(body) : `${writeJson(body)}\n`;
}

/** The answer that an error is, in the form that `accept` names where it can be met. */
export function errorAnswer(error: unknown, accept: string | null): Answer {
  if (error instanceof NoSuchPage) {
    return { status: 404, body: `${error.message}\n`, type: "text/plain; charset=utf-8" };
  }
  const known = error instanceof ApiError ? error : internal(messageOf(error));
  return { status: known.code, body: known.status(), headers: known.headers, ...typeOf(accept) };
}

function typeOf(accept: string | null): { type?: string } {
  try {
    return negotiate(accept, () => false).media === "yaml" ? { type: "application/yaml" } : {};
  } catch {
    return {};
  }
}
