interface RawJson {
  rawJSON(text: string): unknown;
}

/** JSON text; bigints are written as integers. */
export function writeJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, bigints, indent);
  }
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? (JSON as unknown as RawJson).rawJSON(String(value)) : value;
}

/** JSON text with sorted keys: the form in which Go writes maps, and quotes values in messages. */
export function writeSorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeSorted).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${quote(k)}:${writeSorted(v)}`).join(",")}}`;
  }
  return typeof value === "string"
    ? quote(value)
    : typeof value === "bigint"
    ? String(value)
    : JSON.stringify(value);
}

/** A string as Go's encoding/json writes it: HTML characters are escaped. */
function quote(text: string): string {
  return escapeHtml(JSON.stringify(text));
}

/** JSON text with HTML characters escaped, as Go's encoding/json writes it. */
export function escapeHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
