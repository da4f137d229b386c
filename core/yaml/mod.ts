/**
 * YAML and JSON as Go's libraries read and write them: texts become nodes (`parseDocuments`), nodes become values
 * (`decodeNode`, `toJS`), and both become text again (`stringify` as sigs.k8s.io/yaml, `emitDocuments` as yaml.v3).
 */
export {
  decodeNode,
  type DecodeOptions,
  duplicateKeys,
  isMerge,
  resolveNode,
  type Value,
  type ValueMap,
} from "./decode.ts";
export { documents, parseDocuments, parseNode, type ParseOptions } from "./documents.ts";
export { type Shape, SigsWriter } from "./emit_v2.ts";
export { type EmitOptions, NodeWriter } from "./emit_v3.ts";
export { type Dialect, YamlError } from "./errors.ts";
export {
  formatFixedFloat,
  formatJsonFloat,
  formatYamlFloat,
  parseFloat64,
  parseInt64,
  parseUint64,
} from "./go_numbers.ts";
export { toJS, valueFromJS, valueToJS } from "./javascript.ts";
export { decodeJson, JsonError, type JsonOptions } from "./json_decode.ts";
export { compareBytes, encodeJson, encodeJsonString } from "./json_encode.ts";
export {
  assignNode,
  type Comments,
  copyNode,
  Kind,
  longTag,
  makeNode,
  mappingNode,
  type Node,
  QUOTED,
  scalarNode,
  sequenceNode,
  shortTag,
  stringNode,
  Style,
} from "./node.ts";
export { type PlainMap, type PlainValue, readPlain } from "./plain.ts";
export { reread } from "./node_style.ts";
export { resolve, type Resolved, resolvePlain, type Scalar } from "./resolve.ts";
export { encodeYaml, jsonToYaml, sigsNumber, sigsString, stringify, yamlToJson } from "./sigs.ts";
export { compareKeys } from "./sorted_keys.ts";
