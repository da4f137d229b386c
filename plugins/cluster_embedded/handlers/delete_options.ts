import { badRequest, invalid, messageOf } from "../errors/api_error.ts";
import { type FieldError, invalidValue, unsupported } from "../errors/field_error.ts";
import { checkTypeMeta } from "../http/body.ts";
import { readYaml } from "../http/yaml.ts";
import { isYamlBody, mediaType, noStruct } from "../http/body.ts";
import type { RequestContext } from "../http/context.ts";
import { dryRunErrors, integerParameter } from "../http/options.ts";
import { readJson } from "../json/read.ts";
import { isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { builtinNode } from "../types/builtin.ts";
import { decodeTyped } from "../types/decode.ts";
import { protobufType, readProtobuf } from "../protobuf/body.ts";

export type Propagation = "Foreground" | "Background" | "Orphan";

/** The options of a deletion. */
export interface DeleteOptions {
  readonly propagation?: Propagation;
  readonly grace?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly dryRun: boolean;
}

const policies = ["Foreground", "Background", "Orphan", "nil"];

/** Reads the options from the body, or where it is empty from the query. Throws 400, 415 or 422. */
export async function deleteOptions(context: RequestContext): Promise<DeleteOptions> {
  const type = mediaType(context.headers.get("content-type"));
  const options = type === protobufType
    ? await fromProtobuf(context)
    : fromText(context, await context.text());
  const errors = problems(options);
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", name: "DeleteOptions" }, "", errors);
  const uid = textAt(options, "preconditions", "uid");
  const resourceVersion = textAt(options, "preconditions", "resourceVersion");
  const orphan = options.orphanDependents;
  const propagation = options.propagationPolicy ??
    (orphan === undefined ? undefined : orphan === true ? "Orphan" : "Background");
  return {
    ...(propagation === undefined ? {} : { propagation: propagation as Propagation }),
    ...(typeof options.gracePeriodSeconds === "number"
      ? { grace: options.gracePeriodSeconds }
      : {}),
    ...(uid === "" ? {} : { uid }),
    ...(resourceVersion === "" ? {} : { resourceVersion }),
    dryRun: Array.isArray(options.dryRun) && options.dryRun.length > 0,
  };
}

async function fromProtobuf(context: RequestContext): Promise<Tree> {
  const bytes = await context.bytes();
  return bytes.length === 0 ? fromQuery(context.query) : readProtobuf(bytes).value;
}

function fromText(context: RequestContext, text: string): Tree {
  return text === "" ? fromQuery(context.query) : fromBody(context, text);
}

function fromQuery(query: URLSearchParams): Tree {
  const options: Tree = {};
  const grace = integerParameter(query, "gracePeriodSeconds");
  if (grace !== undefined) options.gracePeriodSeconds = grace;
  if (query.has("propagationPolicy")) options.propagationPolicy = query.get("propagationPolicy");
  if (query.has("orphanDependents")) {
    options.orphanDependents = query.get("orphanDependents") === "true";
  }
  if (query.has("dryRun")) options.dryRun = query.getAll("dryRun");
  return options;
}

function fromBody(context: RequestContext, text: string): Tree {
  const yaml = isYamlBody(mediaType(context.headers.get("content-type")));
  let value: unknown;
  try {
    value = (yaml ? readYaml(text) : readJson(text)).value;
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${messageOf(error)}`);
  }
  if (!isTree(value)) {
    throw badRequest(`couldn't get version/kind; json parse error: ${noStruct(value)}`);
  }
  checkTypeMeta(value);
  const { kind = "", apiVersion = "meta.k8s.io/v1" } = value;
  if (kind !== "" && kind !== "DeleteOptions") {
    throw badRequest(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  const node = builtinNode("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
  try {
    return decodeTyped(node, treeAt({ value }, "value"), { unknown: [] }) as Tree;
  } catch (error) {
    throw badRequest(messageOf(error));
  }
}

function problems(options: Tree): FieldError[] {
  const errors: FieldError[] = [];
  const policy = options.propagationPolicy;
  if (policy !== undefined && options.orphanDependents !== undefined) {
    errors.push(invalidValue(
      "propagationPolicy",
      policy,
      "orphanDependents and deletionPropagation cannot be both set",
    ));
  }
  if (policy !== undefined && !policies.slice(0, 3).includes(String(policy))) {
    errors.push(unsupported("propagationPolicy", policy, policies));
  }
  if (Array.isArray(options.dryRun)) errors.push(...dryRunErrors(options.dryRun.map(String)));
  return errors;
}
