/**
 * Makes the tables of this folder: the facts of corpus/kubernetes, with what OpenAPI leaves out of
 * Go's structs (the Go type of a field, whether it is a pointer, whether a zero value is left out),
 * and the objects that a fresh server holds, read from a real one.
 *
 *     deno run -A generate.ts CORPUS GO_MODULE_CACHE [SERVER TOKEN]
 */

interface Property {
  readonly $ref?: string;
  go?: string;
  omit?: 1 | 2;
  /** Protobuf numbers on the way to the field: more than one where structs are embedded. */
  pb?: string;
}
interface Definition {
  properties?: Record<string, Property>;
}
interface GoField {
  readonly name: string;
  readonly type: string;
  readonly omit: 0 | 1 | 2;
  readonly pb: string;
}
type GoStructs = Map<string, { fields: GoField[]; inline: { type: string; pb: string }[] }>;

const here = new URL("./", import.meta.url);
const [corpus, modules, server, token] = Deno.args;
const packages: Record<string, string> = {
  "io.k8s.api": "api@v0.36.3",
  "io.k8s.apimachinery": "apimachinery@v0.36.3",
  "io.k8s.apiextensions-apiserver": "apiextensions-apiserver@v0.36.3",
  "io.k8s.kube-aggregator": "kube-aggregator@v0.36.3",
};

/** The Go package folder of an OpenAPI definition, as in `api@v0.36.3/core/v1`. */
function folderOf(definition: string): string {
  const prefix = Object.keys(packages).find((p) => definition.startsWith(`${p}.`))!;
  const path = definition.slice(prefix.length + 1).split(".").slice(0, -1).join("/");
  return `${packages[prefix]}/${path}`;
}

function parseStructs(folder: string): GoStructs {
  const found: GoStructs = new Map();
  const packageName = folder.split("/").at(-1)!;
  for (const entry of Deno.readDirSync(`${modules}/k8s.io/${folder}`)) {
    if (!entry.name.endsWith(".go") || /_test\.go$|^(zz_)?generated/.test(entry.name)) continue;
    const text = Deno.readTextFileSync(`${modules}/k8s.io/${folder}/${entry.name}`);
    for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
      found.set(name!, parseFields(body!, packageName));
    }
  }
  return found;
}

function parseFields(body: string, packageName: string) {
  const fields: GoField[] = [], inline: { type: string; pb: string }[] = [];
  for (const line of body.split("\n")) {
    const match =
      /^\s*(?!\/\/)(?:(\w+)\s+)?([\w.*[\]]+(?:\[[^\]]*\][\w.]+)?)\s+`.*?json:"([^"]*)"(?:.*?protobuf:"\w+,(\d+))?/
        .exec(line);
    if (match === null) continue;
    const [, , type, tag, pb = ""] = match;
    const [name, ...options] = tag!.split(",");
    if (name === "" || options.includes("inline")) {
      inline.push({ type: type!.replace(/^.*\./, ""), pb });
    } else if (name !== "-") {
      fields.push({
        name: name!,
        pb,
        type: qualify(type!, packageName),
        omit: options.includes("omitzero") ? 2 : options.includes("omitempty") ? 1 : 0,
      });
    }
  }
  return { fields, inline };
}

/** `[]Container` -> `[]v1.Container`, `metav1.Time` -> `v1.Time`. */
function qualify(type: string, packageName: string): string {
  return type.replace(/(\w+\.)?(\w+)$/, (whole, alias: string | undefined, name: string) => {
    if (alias !== undefined) return alias.replace(/^[a-z]+(v\d)/, "$1") + name;
    return /^[A-Z]/.test(whole) ? `${packageName}.${name}` : whole;
  });
}

function fieldsOf(structs: GoStructs, name: string): GoField[] {
  const struct = structs.get(name);
  if (struct === undefined) return [];
  const inner = struct.inline.flatMap(({ type, pb }) =>
    fieldsOf(structs, type).map((field) => ({
      ...field,
      pb: pb === "" ? field.pb : `${pb}.${field.pb}`,
    }))
  );
  return [...struct.fields, ...inner];
}

function annotate(types: Record<string, Definition>): string[] {
  const cache = new Map<string, GoStructs>(), missing: string[] = [];
  for (const [name, definition] of Object.entries(types)) {
    if (definition.properties === undefined) continue;
    const folder = folderOf(name);
    if (!cache.has(folder)) cache.set(folder, parseStructs(folder));
    const go = fieldsOf(cache.get(folder)!, name.split(".").at(-1)!);
    const ordered: Record<string, Property> = {};
    const properties = definition.properties;
    for (const head of ["kind", "apiVersion"]) {
      if (properties[head] !== undefined) ordered[head] = properties[head];
    }
    for (const field of go) {
      const property = properties[field.name];
      if (property === undefined) continue;
      ordered[field.name] = {
        ...property,
        go: field.type,
        ...(field.omit > 0 ? { omit: field.omit as 1 | 2 } : {}),
        ...(field.pb === "" ? {} : { pb: field.pb }),
      };
    }
    for (const key of Object.keys(properties)) {
      if (ordered[key] !== undefined) continue;
      missing.push(`${name}.${key}`);
      ordered[key] = properties[key]!;
    }
    definition.properties = ordered;
  }
  return missing;
}

function write(file: string, name: string, comment: string, value: unknown) {
  const text = JSON.stringify(value).replaceAll("#/definitions/", "").replaceAll("\\", "\\\\")
    .replaceAll("`", "\\`").replaceAll("${", "\\${");
  Deno.writeTextFileSync(
    new URL(file, here),
    `// Generated by generate.ts: ${comment}\n// deno-fmt-ignore-file\n` +
      `export const ${name}: unknown = JSON.parse(\`${text}\`);\n`,
  );
}

async function listAll(path: string): Promise<unknown[]> {
  const response = await fetch(`${server}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const list = await response.json();
  for (const item of list.items) {
    item.apiVersion = list.apiVersion;
    item.kind = list.kind.replace(/List$/, "");
    for (const key of ["uid", "resourceVersion", "creationTimestamp", "generation"]) {
      delete item.metadata[key];
    }
    delete item.metadata.managedFields;
    if (item.kind !== "APIService" && item.kind !== "Service") delete item.status;
  }
  return list.items;
}

/** The columns of every built-in list, by `group/version/plural`. */
async function columnsOf(rows: { groupVersion: string; name: string; verbs: string[] }[]) {
  const columns: Record<string, unknown> = {};
  for (const row of rows) {
    if (row.name.includes("/") || !row.verbs.includes("list")) continue;
    const root = row.groupVersion === "v1" ? "/api/v1" : `/apis/${row.groupVersion}`;
    const response = await fetch(`${server}${root}/${row.name}?limit=1`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
      },
    });
    columns[`${row.groupVersion}/${row.name}`] = (await response.json()).columnDefinitions;
  }
  return columns;
}

const types = JSON.parse(Deno.readTextFileSync(`${corpus}/kubernetes/types.json`));
const missing = annotate(types);
console.log("fields without a Go type:", missing);
write("types.ts", "types", "the built-in types.", types);
const resources = JSON.parse(Deno.readTextFileSync(`${corpus}/kubernetes/resources.json`));
write("resources.ts", "resources", "the built-in resources.", resources);
if (server !== undefined) {
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const paths = [
    ...["clusterroles", "clusterrolebindings", "roles", "rolebindings"].map((r) => `${rbac}/${r}`),
    "/apis/scheduling.k8s.io/v1/priorityclasses",
    "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
    "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
    "/apis/networking.k8s.io/v1/servicecidrs",
    "/apis/networking.k8s.io/v1/ipaddresses",
    "/api/v1/namespaces/default/services",
    "/apis/apiregistration.k8s.io/v1/apiservices",
  ];
  const objects = (await Promise.all(paths.map(listAll))).flat();
  write("columns.ts", "columns", "the columns of built-in lists.", await columnsOf(resources));
  write("bootstrap.ts", "bootstrap", "the objects of a fresh server.", objects);
}
