import { terminal } from "contract";
// @ts-types="@types/semver"
import { maxSatisfying, Range, valid } from "semver";

/**
 * The highest version among tags (`v1.2.3` too) that is within a Masterminds range: its comma means "and", and `=<`, `=>` stand for
 * `<=`, `>=`. Throws a terminal failure where the range is none.
 */
export function highest(tags: readonly string[], range: string): string | undefined {
  const spelled = range.replaceAll(",", " ").replaceAll("=<", "<=").replaceAll("=>", ">=");
  const parsed = parse(spelled, range);
  const byVersion = new Map(tags.flatMap((tag) => {
    const version = valid(tag);
    return version === null ? [] : [[version, tag] as const];
  }));
  const best = maxSatisfying([...byVersion.keys()], parsed);
  return best === null ? undefined : byVersion.get(best);
}

function parse(spelled: string, range: string): Range {
  try {
    return new Range(spelled);
  } catch {
    throw terminal(
      "GitOperationFailed",
      `Cannot read "${range.slice(0, 128)}": it is no range of versions`,
    );
  }
}
