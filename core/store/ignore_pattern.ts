/** One pattern of a `.sourceignore`, by the rules of go-git v5, which Flux uses: they differ from git's own below excluded folders. */
export interface IgnorePattern {
  /** What it says of a path: `true` leaves it out, `false` takes it back in, `undefined` is not about it. */
  excludes(path: readonly string[], isFolder: boolean): boolean | undefined;
}

/**
 * The pattern of a line that stands in `folder`. Without a slash but at its end it is about every name on the way, else about
 * the way from `folder` on. What it matches, it matches with all that is below; so a later `!` takes back what is in an excluded folder.
 */
export function ignorePattern(line: string, folder: readonly string[]): IgnorePattern {
  const negated = line.startsWith("!");
  const written = negated ? line.slice(1) : line;
  const text = written.endsWith("\\ ") ? written : written.replace(/ +$/, "");
  const foldersOnly = text.endsWith("/");
  const segments = (foldersOnly ? text.slice(0, -1) : text).split("/");
  const globs = segments.map((segment) =>
    segment === "" || segment === "**" ? segment : glob(segment)
  );
  const end = globs.length > 1 ? endOfWay(globs) : endOfName(globs[0] as Glob);
  return {
    excludes(path, isFolder) {
      if (path.length <= folder.length || folder.some((name, i) => path[i] !== name)) return;
      const way = path.slice(folder.length), matched = end(way);
      const isFile = matched === way.length && !isFolder;
      return matched === undefined || (foldersOnly && isFile) ? undefined : !negated;
    },
  };
}

type Glob = (name: string) => boolean;
/** How many names of a way a pattern takes up; `undefined` where it does not match. */
type End = (way: readonly string[]) => number | undefined;

function endOfName(fits: Glob): End {
  return (way) => {
    const found = way.findIndex((name) => fits(name));
    return found < 0 ? undefined : found + 1;
  };
}

/** `**` skips names up to the first that the next segment fits: it does not try others. At the end it says nothing. */
function endOfWay(globs: readonly (Glob | string)[]): End {
  const last = globs.length - 1;
  return (way) => {
    let at = 0, skips = false, matched = false;
    for (const [i, fits] of globs.entries()) {
      if (typeof fits === "string") {
        if (fits === "**" && i === last) break;
        skips = fits === "**";
        continue;
      }
      const found = skips ? way.findIndex((name, j) => j >= at && fits(name)) : at;
      if (found < 0 || found >= way.length || !fits(way[found]!)) return undefined;
      at = found + 1;
      skips = false;
      matched = true;
    }
    return matched ? at : undefined;
  };
}

type Token = "*" | ((character: string) => boolean);
const tokens = /\*|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|([^[\\])/gsu;

/** A name's pattern as Go's `path.Match` has it; one that is broken, and `**` within a name, fits nothing. */
function glob(pattern: string): Glob {
  if (!/[*?[\\]/.test(pattern)) return (name) => name === pattern;
  const found = [...pattern.matchAll(tokens)];
  const broken = found.map(([whole]) => whole).join("") !== pattern || pattern.includes("**");
  if (broken) return () => false;
  const steps = found.map(([whole, not, set, escaped, plain]): Token => {
    if (whole === "*") return "*";
    if (whole === "?") return () => true;
    if (set !== undefined) return member(set, not !== "");
    return (character) => character === (escaped ?? plain);
  });
  return (name) => fits(steps, [...name]);
}

function member(set: string, not: boolean): Token {
  const ranges = [...set.matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map((
    [, low, high],
  ) => [low!, high ?? low!]);
  return (character) =>
    ranges.some(([low, high]) => low! <= character && character <= high!) !== not;
}

/** Goes back to the last star alone, so that the time is the product of both lengths at most. */
function fits(steps: readonly Token[], name: readonly string[]): boolean {
  let at = 0, step = 0, star = -1, from = 0;
  while (at < name.length) {
    const token = steps[step];
    if (token === "*") {
      star = step++;
      from = at;
    } else if (token?.(name[at]!)) {
      step++;
      at++;
    } else if (star < 0) return false;
    else {
      step = star + 1;
      at = ++from;
    }
  }
  return steps.slice(step).every((token) => token === "*");
}
