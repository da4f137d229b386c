/** Helm 4.2's charts and releases: loading, values, dependencies, rendering, ordering. */
export { readArchive } from "./archive.ts";
export { type Chart, ChartError, type ChartFile, loadChart, readValues } from "./chart.ts";
export { readChart } from "./disk.ts";
export { withoutIgnored } from "./ignore.ts";
export { type Lookup } from "./functions.ts";
export { type Hook, type Manifest, sortByKind, splitManifests } from "./manifests.ts";
export { checkInstallable, checkReleaseName, parseKubeVersion } from "./install_checks.ts";
export { type Metadata, readMetadataFields, validateMetadata } from "./metadata.ts";
export { type PostRender } from "./post_render.ts";
export { printRelease } from "./print_release.ts";
export { type Rendered, type RenderOptions, renderRelease } from "./release.ts";
export { INSTALL_ORDER, UNINSTALL_ORDER } from "./tables/kinds.ts";
export { SetError, setFiles, setLiteral, type SetMode, setValues } from "./set_values.ts";
export { readJsonMap, valuesFromJson } from "./json_values.ts";
export { type GoMap, isStackOverflow, LimitError } from "../gotemplate/mod.ts";
export { overlayValues } from "./values.ts";
