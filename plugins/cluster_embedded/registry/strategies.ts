import { definitionStrategy } from "../crd/strategy.ts";
import { builtinStrategy } from "./builtin_strategies.ts";
import type { Strategy } from "./resource.ts";

/** The rules of a bucket. */
export function strategyOf(bucket: string): Strategy {
  if (bucket === "apiextensions.k8s.io/customresourcedefinitions") return definitionStrategy;
  return builtinStrategy(bucket);
}
