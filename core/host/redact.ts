import { Failure } from "../contract/errors.ts";
import type { Report } from "schemas/plugin/report.ts";

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Of a failure; what Flux keeps of a condition's message. */
const MAX_MESSAGE = 32_768;

/** What a plugin says when it fails may quote what it was shown, and ends in a status that others read. */
export function redactFailure(error: unknown, redact: Redact): unknown {
  if (!(error instanceof Failure)) return error;
  const { code, reason, message, retryAfterMs } = error;
  return new Failure(code, reason, redact(message.slice(0, MAX_MESSAGE)), retryAfterMs);
}

/** The report of an answer, or one that comes during the call: its texts are for others to read. */
export function redactReport(report: Report, redact: Redact): Report {
  const { conditions, events, progress } = report;
  const clean = <T extends { readonly message: string }>(one: T): T => ({
    ...one,
    message: redact(one.message),
  });
  return {
    ...report,
    ...conditions && { conditions: conditions.map(clean) },
    ...events && { events: events.map(clean) },
    ...progress !== undefined && { progress: redact(progress) },
  };
}

/** An answer with its report redacted; everything else is the plugin's result, and stays. */
export function redactAnswer<A>(answer: A, redact: Redact): A {
  const { report } = (answer ?? {}) as { report?: Report };
  return report === undefined ? answer : { ...answer, report: redactReport(report, redact) };
}
