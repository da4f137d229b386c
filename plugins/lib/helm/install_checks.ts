import { quote } from "../gotemplate/mod.ts";
import { parseConstraint, parseVersion, satisfies, VersionError } from "../semver/mod.ts";
import { type Chart, ChartError } from "./chart.ts";

/** Whether a version is in a range; what cannot be read is not. */
export function isInRange(range: string, version: string): boolean {
  try {
    return satisfies(parseVersion(version), parseConstraint(range));
  } catch (error) {
    if (error instanceof VersionError) return false;
    throw error;
  }
}

/** The numbers of a cluster's version, behind a v: what a cluster adds to them counts for no range. */
export const normalizedKubeVersion = (version: string): string =>
  /^v\d+(\.\d+)+/.exec(version)?.[0] ?? version;

/** Throws ChartError where the chart wants another version of Kubernetes. */
export function checkKubeVersion({ metadata }: Chart, version: string): void {
  const wanted = metadata.kubeVersion;
  if (wanted !== "" && !isInRange(wanted, normalizedKubeVersion(version))) {
    throw new ChartError(
      `chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${version}`,
    );
  }
}

/** Reads a version as `--kube-version` takes it; `version` begins with its v. Throws ChartError in Helm's words. */
export function parseKubeVersion(text: string): { readonly version: string } {
  const problem = kubeVersionProblem(text);
  if (problem) throw new ChartError(`invalid kube version '${text}': ${problem}`);
  return { version: text.trim().replace(/^(?!v)/, "v") };
}

function kubeVersionProblem(text: string): string | undefined {
  const numbers = /^\s*v?(\d+(?:\.\d+)*)/.exec(text)?.[1];
  if (numbers === undefined) return `could not parse ${quote(text)} as version`;
  const parts = numbers.split(".");
  if (parts.length < 2) return `illegal version string ${quote(text)}`;
  const zero = parts.find((part) => part.length > 1 && part.startsWith("0"));
  return zero && `illegal zero-prefixed version component ${quote(zero)} in ${quote(text)}`;
}

/** Throws ChartError for a library, and where a dependency that Chart.yaml names is not in charts/. */
export function checkInstallable({ metadata, dependencies }: Chart): void {
  if (metadata.type === "library") throw new ChartError("library charts are not installable");
  const present = new Set(dependencies.map((chart) => chart.metadata.name));
  const missing = metadata.dependencies.map(({ name }) => name).filter((name) =>
    !present.has(name)
  );
  if (missing.length > 0) {
    throw new ChartError(
      "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to " +
        `fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${
          missing.join(", ")
        }`,
    );
  }
}

const LONGEST_NAME = 53;
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Throws ChartError where a release cannot have that name. */
export function checkReleaseName(name: string): void {
  if (name.length <= LONGEST_NAME && NAME.test(name)) return;
  throw new ChartError(
    `release name check failed: release name ${
      quote(name)
    }: invalid release name, must match regex ${NAME.source}` +
      ` and the length must not be longer than ${LONGEST_NAME}`,
  );
}
