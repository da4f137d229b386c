import { makeTree, put, type Tree, treeAt } from "../json/tree.ts";

/** core/v1 Event -> events.k8s.io/v1. */
export function eventToEvents(event: Tree): Tree {
  const {
    involvedObject,
    message,
    source,
    firstTimestamp,
    lastTimestamp,
    count,
    reportingComponent,
    ...rest
  } = event;
  put(rest, "regarding", involvedObject);
  put(rest, "note", message);
  put(rest, "deprecatedSource", source);
  put(rest, "deprecatedFirstTimestamp", firstTimestamp);
  put(rest, "deprecatedLastTimestamp", lastTimestamp);
  put(rest, "deprecatedCount", count);
  put(rest, "reportingController", reportingComponent === "" ? undefined : reportingComponent);
  const { reportingInstance } = rest;
  if (reportingInstance === "") delete rest.reportingInstance;
  return rest;
}

/** events.k8s.io/v1 Event -> core/v1. */
export function eventToCore(event: Tree): Tree {
  const {
    regarding,
    note,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    reportingController,
    ...rest
  } = event;
  rest.involvedObject = regarding ?? {};
  put(rest, "message", note);
  rest.source = deprecatedSource ?? {};
  rest.firstTimestamp = deprecatedFirstTimestamp ?? null;
  rest.lastTimestamp = deprecatedLastTimestamp ?? null;
  put(rest, "count", deprecatedCount);
  rest.reportingComponent = reportingController ?? "";
  rest.reportingInstance ??= "";
  makeTree(rest, "metadata");
  return rest;
}

/** What an event is about: `Kind/name`. */
export function eventObject(event: Tree): string {
  const { kind, name } = treeAt(event, "involvedObject");
  return `${String(kind ?? "").toLowerCase()}/${name ?? ""}`;
}
