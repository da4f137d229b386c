import type { Api } from "../api.ts";
import { internal, invalid } from "../errors/api_error.ts";
import { type FieldError, forbidden, unsupported } from "../errors/field_error.ts";
import { integerParameter } from "../http/options.ts";
import { isTrue } from "../http/request_info.ts";

export interface WatchOptions {
  readonly version: string;
  readonly bookmarks: boolean;
  readonly initialEvents: boolean | undefined;
  readonly timeoutSeconds: number;
}

export function readOptions(api: Api, query: URLSearchParams): WatchOptions {
  const timeout = integerParameter(query, "timeoutSeconds");
  const version = query.get("resourceVersion") ?? "",
    match = query.get("resourceVersionMatch") ?? "";
  const initial = query.get("sendInitialEvents");
  const initialEvents = initial === null ? undefined : isTrue(initial);
  const errors: FieldError[] = [], field = "resourceVersionMatch";
  if (initialEvents === undefined && match !== "") {
    errors.push(
      forbidden(
        field,
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      ),
    );
  }
  if (initialEvents !== undefined) {
    if (match !== "NotOlderThan") {
      errors.push(
        forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
      );
    }
    if (match !== "" && match !== "NotOlderThan") {
      errors.push(unsupported(field, match, ["NotOlderThan"]));
    }
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", name: "ListOptions" }, "", errors);
  if (version !== "" && !/^\d+$/.test(version)) {
    const quoted = JSON.stringify(version);
    throw internal(
      `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
    );
  }
  return {
    version,
    bookmarks: isTrue(query.get("allowWatchBookmarks")),
    initialEvents,
    timeoutSeconds: timeout !== undefined && timeout > 0
      ? timeout
      : 1800 + Math.floor(api.random() * 1800),
  };
}
