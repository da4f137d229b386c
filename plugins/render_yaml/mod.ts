/** Objects out of the plain YAML and JSON files below `spec.path`, in the order of their paths. */
import {
  type Cx,
  type Data,
  type KubeObject,
  type Pack,
  plugin,
  type Renderer,
  terminal,
} from "contract";
import { parseAllDocuments } from "yaml";

const renderer: Renderer = {
  render({ object: owner, spec }, cx: Cx) {
    const pack = cx.files("source");
    const folder = cleanFolder(spec["path"]);
    const paths = [...pack.list(folder, { recursive: true })]
      .filter(({ type, path }) =>
        type === "file" && /\.(ya?ml|json)$/.test(path) && !isKustomization(path)
      )
      .map(({ path }) => path);
    return {
      objects: paths.flatMap((path) => objectsOf(pack, path)).map((one) =>
        owned(placed(one, spec), owner)
      ),
    };
  },
};

/** Throws a terminal failure where the path leads out of the artifact. */
function cleanFolder(path: unknown): string {
  const parts = String(path ?? "").split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) {
    throw terminal("BuildFailed", `Cannot render "${path}": it leads out of the artifact`);
  }
  return parts.join("/");
}

function isKustomization(path: string): boolean {
  return /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path);
}

function objectsOf(pack: Pack, path: string): KubeObject[] {
  const text = new TextDecoder().decode(pack.read(path));
  return parseAllDocuments(text, { version: "1.1", maxAliasCount: 100 } as never).flatMap(
    (document, i) => {
      const [error] = document.errors;
      if (error) {
        throw terminal(
          "BuildFailed",
          `Cannot read "${path}", document ${i + 1}: ${error.message.split("\n")[0]}`,
        );
      }
      const value: unknown = document.toJS();
      return value === null ? [] : objectsIn(value, `${path}, document ${i + 1}`);
    },
  );
}

function objectsIn(value: unknown, where: string): KubeObject[] {
  const { kind, apiVersion, metadata, items } = value as Data & { metadata?: Data };
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)) {
    return items.flatMap((item) => objectsIn(item, where));
  }
  if (
    typeof kind === "string" && typeof apiVersion === "string" &&
    typeof metadata?.["name"] === "string"
  ) {
    return [value as KubeObject];
  }
  throw terminal(
    "BuildFailed",
    `Cannot read ${where}: it is no object with apiVersion, kind and metadata.name`,
  );
}

/** `spec.targetNamespace` wins over what the object says; whether a kind has namespaces is the API server's to know. */
function placed(object: KubeObject, spec: Data): KubeObject {
  const namespace = spec["targetNamespace"];
  if (typeof namespace !== "string") return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The labels by which Flux's clients find what a Kustomization applied, and by which it is pruned. */
function owned(object: KubeObject, { metadata: { name, namespace = "" } }: KubeObject): KubeObject {
  const labels = {
    ...object.metadata.labels,
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}

export default plugin("renderer", () => renderer);
