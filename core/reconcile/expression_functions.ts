import type { Environment } from "@marcbachmann/cel-js";
import { functions, types } from "./tables/cel_functions.ts";

/** Adds the functions to an environment that has optionals. */
export function extend(environment: Environment): Environment {
  for (const [name, type] of Object.entries(types)) {
    environment.registerType(name, type);
    environment.registerConstant(name.toLowerCase(), name, new type());
  }
  for (const [signature, run] of Object.entries(functions)) {
    environment.registerFunction(signature, run as (...args: unknown[]) => unknown);
  }
  return environment;
}
