import { TemplateError } from "../gotemplate/mod.ts";
import { ChartError } from "./chart.ts";
import { WARNING } from "./functions.ts";

/** One place of a chain of errors. */
interface Trace {
  readonly location: string;
  readonly executing: string;
  readonly message: string;
}

const EXECUTING = /^([^]*?): executing "([^"]*)" at <([^]*)$/;

function cut(message: string): string {
  const at = message.indexOf(" template:");
  return at < 0 ? message : message.slice(0, at);
}

/** Reads an error of text/template; undefined where it has none of the known forms. */
function trace(text: string): Trace | undefined {
  if (!text.startsWith("template: ")) return undefined;
  const rest = text.slice("template: ".length);
  if (rest.startsWith("no template ")) return { location: "", executing: "", message: text };
  const match = EXECUTING.exec(rest);
  const end = match ? match[3]!.indexOf(">: ") : -1;
  if (match && end >= 0) {
    return {
      location: match[1]!,
      executing: `executing "${match[2]}" at <${match[3]!.slice(0, end)}>:`,
      message: cut(match[3]!.slice(end + 3)),
    };
  }
  const colon = rest.lastIndexOf(": ");
  if (colon < 0) return undefined;
  return { location: rest.slice(0, colon), executing: "", message: cut(rest.slice(colon + 2)) };
}

function show({ location, executing, message }: Trace): string {
  return (location && `${location}\n  `) + (executing && `${executing}\n    `) +
    (message && `${message}\n`);
}

/** The texts of an error and of those inside of it, as Go unwraps them. */
function chain(error: Error): string[] {
  const texts: string[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    texts.push(current.message);
  }
  return texts;
}

/** An error of a template as Helm reports it: a chain of places, or the words of `fail` and `required`. */
export function reportFailure(file: string, error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  const [, location, rest] = /^.*?: (.*?): ([^]*)$/s.exec(error.message) ?? [];
  if (rest === undefined) return new ChartError(`execution error in (${file}): ${error.message}`);
  const start = rest.indexOf(WARNING.start);
  const end = rest.lastIndexOf(WARNING.end);
  if (start >= 0 && end > start) {
    const message = rest.slice(start + WARNING.start.length, end);
    return new ChartError(`execution error at (${location}): ${message}`);
  }
  const traces: Trace[] = [];
  for (const text of chain(error)) {
    const found = trace(text);
    if (!found) return new ChartError(error.message);
    const last = traces.at(-1);
    if (!last || show(last) !== show(found)) traces.push(found);
  }
  return new ChartError(traces.map(show).join("").trim());
}

/** An error of the parser as Helm reports it. */
export function reportParseFailure(file: string, error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  const parts = error.message.split(": ");
  if (parts.length === 1) return new ChartError(`parse error in (${file}): ${error.message}`);
  return new ChartError(`parse error at (${parts[1]}): ${parts.at(-1)}`);
}
