const SCHEMES = ["ssh://", "https://", "http://", "file://"];
/** Paths that leave the repository make an address no address. */
const leaves = (path: string) => /^\/?(\.\/)*\.\.(\/|$)/.test(path);

/** Whether a path is an http address of one file. */
export function isRemoteFile(path: string): boolean {
  return /^https?:/i.test(path);
}

/** Whether kustomize takes the text for the address of a git repository. */
export function isRepository(text: string): boolean {
  if (text.startsWith("/")) return false;
  let rest = text.split("?")[0]!.replace(/^git::/i, "");
  const scheme = SCHEMES.find((prefix) => rest.toLowerCase().startsWith(prefix)) ?? "";
  rest = rest.slice(scheme.length);
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? "";
  rest = rest.slice(user.length);
  const github = /^github\.com[/:]/i.test(rest);
  const scp = scheme === "" && (user !== "" || github);
  if (scheme === "" && !scp) return false;
  if (scheme === "file://") return user + rest !== "";
  let separator = rest.indexOf("/");
  const colon = rest.indexOf(":");
  if (scp && (separator < 0 || (colon > 0 && colon < separator))) separator = colon;
  const host = separator < 0 ? rest : rest.slice(0, separator + 1);
  return host !== "" && hasRepositoryPath(separator < 0 ? "" : rest.slice(separator + 1));
}

function hasRepositoryPath(path: string): boolean {
  const git = path.indexOf("_git/");
  if (git >= 0) {
    const inside = path.slice(git + 5).split("/").slice(1).join("/");
    return !leaves(inside);
  }
  const double = path.indexOf("//");
  if (double >= 0) return double > 0 && !leaves(path.slice(double + 2));
  const suffix = path.indexOf(".git");
  if (suffix >= 0) return !leaves(path.slice(suffix + 4));
  const segments = path.split("/");
  return segments.length >= 2 && !leaves(segments.slice(2).join("/"));
}
