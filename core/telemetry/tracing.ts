import { ProxyTracerProvider, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import type { Redactor } from "./redactor.ts";

/** What is said of a span; names after OpenTelemetry's conventions. */
export type Attributes = { readonly [name: string]: string | number | boolean };

/** Runs `work` inside a span of that name, and gives what it gives. */
export type Traced = <T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
) => Promise<T>;

/** The tracer of the runtime, or undefined where tracing is off (OTEL_DENO is not set). */
export function systemTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  const none = new ProxyTracerProvider().getDelegate();
  const off = provider instanceof ProxyTracerProvider && provider.getDelegate() === none;
  return off ? undefined : trace.getTracer("sluice");
}

/**
 * Makes the function that stands around every crossing. Without a tracer it is the work and nothing
 * else. An error is recorded in the span by its name and redacted message, without its stack, and
 * thrown on as it is.
 */
export function createTracing(
  { tracer, redactor }: { tracer: Tracer | undefined; redactor: Redactor },
): Traced {
  if (tracer === undefined) return (_name, _attributes, work) => work();
  return (name, attributes, work) =>
    tracer.startActiveSpan(name, { attributes: clean(attributes, redactor) }, async (span) => {
      try {
        return await work();
      } catch (error) {
        const message = redactor.error(error);
        span.recordException({ name: error instanceof Error ? error.name : "Error", message });
        span.setStatus({ code: SpanStatusCode.ERROR, message });
        throw error;
      } finally {
        span.end();
      }
    });
}

function clean(attributes: Attributes, { text }: Redactor): Attributes {
  const entries = Object.entries(attributes);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? text(value) : value]),
  );
}
