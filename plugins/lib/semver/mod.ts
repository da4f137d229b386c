/** Versions and constraints by the rules of Masterminds/semver 3.5, which Helm and Flux go by. */
export { type Constraint, parseConstraint, satisfies } from "./constraint.ts";
export {
  compareVersions,
  parseVersion,
  showVersion,
  type Version,
  VersionError,
} from "./version.ts";
