import type { StepError } from "contract";
import { ApiError, NoMatchError } from "./api_error.ts";
import { FencedError } from "./fence.ts";

/** What an applier is told of a failure. */
export function stepError(error: unknown): StepError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ApiError) {
    return { reason: error.reason || "Unknown", message, status: error.status };
  }
  if (error instanceof NoMatchError) return { reason: "NoMatch", message, status: 404 };
  if (error instanceof FencedError) return { reason: "Fenced", message };
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return { reason: "Timeout", message };
  }
  return { reason: "Failed", message };
}
