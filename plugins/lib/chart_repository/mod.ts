/** Charts on their way: packages as Helm writes them, the index of a repository, signatures. */
export {
  type ChartVersion,
  chooseVersion,
  type Index,
  mergeIndexes,
  readIndex,
  writeIndex,
} from "./index_file.ts";
export { type Package, packChart } from "./package.ts";
export { signPackage, type Verified, verifyPackage } from "./provenance.ts";
