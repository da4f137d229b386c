/** A path without `.`, `..` and doubled slashes; `""` becomes `.`. */
export function cleanPath(path: string): string {
  // Most paths are clean.
  if (
    path.length > 1 && path.startsWith("/") && !path.endsWith("/") && !path.includes("//") &&
    !path.includes("/.")
  ) return path;
  const rooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !rooted) parts.push(part);
  }
  const joined = parts.join("/");
  return rooted ? "/" + joined : joined || ".";
}

/** The parts as one clean path. */
export function joinPath(...parts: string[]): string {
  const full = parts.filter((part) => part !== "").join("/");
  return full === "" ? "" : cleanPath(full);
}

/** The last element of a path. */
export function baseName(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1) || (path.startsWith("/") ? "/" : ".");
}

/** The path without its last element. */
export function dirName(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : cleanPath(path.slice(0, end) || "/");
}

/** Whether `path` is `folder` or in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(folder + "/");
}
