import { isQualifiedName } from "../../lib/kubernetes_names/mod.ts";
import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { equal, isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { convertTo } from "../registry/convert.ts";
import { immutableField } from "./object_meta.ts";

const maxName = 128, maxMessage = 1024;

/** What is wrong with an Event; the newer API is stricter. */
export function event(object: Tree, old?: Tree): FieldError[] {
  const isNew = object.apiVersion !== "v1";
  const given = convertTo(object, "v1"), before = old && convertTo(old, "v1");
  if (!isNew) return legacyErrors(given, "reportingComponent");
  if (before !== undefined) return changeErrors(given, before);
  return [
    ...legacyErrors(given, "reportingController"),
    ...seriesErrors(given.series),
    ...strictErrors(given),
  ];
}

function legacyErrors(event: Tree, controller: string): FieldError[] {
  const errors: FieldError[] = [], namespace = textAt(event, "metadata", "namespace");
  const involved = textAt(event, "involvedObject", "namespace");
  const isLegacy = event.eventTime === null || event.eventTime === undefined;
  const shared = namespace === "default" || (!isLegacy && namespace === "kube-system");
  const fits = involved === "" ? shared : !isLegacy || involved === namespace;
  if (!fits) {
    const detail = "does not match event.namespace";
    errors.push(invalidValue("involvedObject.namespace", involved, detail));
  }
  if (isLegacy) return errors;
  const reporter = textAt(event, "reportingComponent");
  if (reporter === "") errors.push(required(controller));
  errors.push(...isQualifiedName(reporter).map((m) => invalidValue(controller, reporter, m)));
  for (const field of ["reportingInstance", "action", "reason"]) {
    const value = textAt(event, field);
    if (value === "") errors.push(required(field));
    errors.push(...bounded(value, field, maxName));
  }
  return [...errors, ...bounded(textAt(event, "message"), "message", maxMessage)];
}

function bounded(text: string, field: string, max: number): FieldError[] {
  return text.length <= max ? [] : [invalidValue(field, "", `can have at most ${max} characters`)];
}

function strictErrors(event: Tree): FieldError[] {
  const errors: FieldError[] = [], type = textAt(event, "type");
  if (event.eventTime === null || event.eventTime === undefined) errors.push(required("eventTime"));
  if (type !== "Normal" && type !== "Warning") {
    errors.push(invalidValue("type", "", `has invalid value: ${type}`));
  }
  for (const field of ["firstTimestamp", "lastTimestamp", "count", "source"]) {
    const value = event[field];
    if (!value || (isTree(value) && Object.keys(value).length === 0)) continue;
    errors.push(invalidValue(field, "", "needs to be unset"));
  }
  return errors;
}

function seriesErrors(series: unknown): FieldError[] {
  if (!isTree(series)) return [];
  const errors: FieldError[] = [];
  if (Number(series.count ?? 0) < 2) {
    errors.push(invalidValue("series.count", "", "should be at least 2"));
  }
  if (typeof series.lastObservedTime !== "string") {
    errors.push(required("series.lastObservedTime"));
  }
  return errors;
}

const immutable = [
  ...["involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count"],
  ...["type", "eventTime", "action", "related", "reportingInstance"],
];

function changeErrors(event: Tree, old: Tree): FieldError[] {
  const series = equal(treeAt(event, "series"), treeAt(old, "series"))
    ? []
    : seriesErrors(event.series);
  return [
    ...series,
    ...immutable.flatMap((field) => immutableField(event[field], old[field], field)),
    ...immutableField(event.reportingComponent, old.reportingComponent, "reportingController"),
  ];
}
