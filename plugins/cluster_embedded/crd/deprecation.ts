import { compareVersions } from "../discovery/versions.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

/** What clients of a version that is deprecated are told; undefined where it is not. */
export function deprecationOf(definition: Tree, version: Tree): string | undefined {
  if (version.deprecated !== true) return undefined;
  if (typeof version.deprecationWarning === "string") return version.deprecationWarning;
  const spec = treeAt(definition, "spec"), group = textAt(spec, "group");
  const kind = textAt(spec, "names", "kind"), name = textAt(version, "name");
  const newer = treesAt(spec, "versions")
    .filter((other) => other.served === true && other.deprecated !== true)
    .map((other) => textAt(other, "name")).sort(compareVersions)
    .find((other) => compareVersions(other, name) < 0);
  const said = `${group}/${name} ${kind} is deprecated`;
  return newer === undefined ? said : `${said}; use ${group}/${newer} ${kind}`;
}
