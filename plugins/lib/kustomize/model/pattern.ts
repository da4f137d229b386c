import { RE2JS } from "re2js";
import { KustomizeError } from "../errors.ts";

/** Whether a text matches. */
export type Matcher = (text: string) => boolean;

const LITERAL = /^[A-Za-z0-9_/:@-]*$/;
/** Patterns that JavaScript matches in the same way and in linear time: no groups, at most one repetition. */
const SIMPLE =
  /^(?:[A-Za-z0-9_/:@-]|\\[.\-_/]|\.(?![*+?{]))*(?:\.[*+])?(?:[A-Za-z0-9_/:@-]|\\[.\-_/]|\.(?![*+?{]))*$/;
const known = new Map<string, Matcher>();

/** Matches whole texts by an RE2 pattern, as Go does. Throws KustomizeError for what is no pattern. */
export function wholeMatcher(pattern: string): Matcher {
  if (LITERAL.test(pattern)) return (text) => text === pattern;
  return remembered(`^(?:${pattern})$`, pattern);
}

/** Matches texts in which an RE2 pattern is found anywhere. */
export function searchMatcher(pattern: string): Matcher {
  if (LITERAL.test(pattern)) return (text) => text.includes(pattern);
  return remembered(pattern, pattern);
}

function remembered(full: string, pattern: string): Matcher {
  let matcher = known.get(full);
  if (matcher === undefined) {
    matcher = compile(full, pattern);
    if (known.size > 1000) known.clear();
    known.set(full, matcher);
  }
  return matcher;
}

function compile(full: string, pattern: string): Matcher {
  if (SIMPLE.test(pattern)) {
    const expression = new RegExp(full);
    return (text) => expression.test(text);
  }
  try {
    const expression = RE2JS.compile(full);
    return (text) => expression.matcher(text).find();
  } catch (error) {
    throw new KustomizeError(goText(error, full), { cause: error });
  }
}

/** What Go says of a pattern that is none. */
function goText(error: unknown, pattern: string): string {
  const text = error instanceof Error ? error.message : "";
  const [, reason = text || "invalid"] = /error parsing regexp: (.*)$/s.exec(text) ?? [];
  return `error parsing regexp: ${reason || pattern}`;
}
