import type { GoMap } from "../gotemplate/mod.ts";
import type { WorkingChart } from "./working_chart.ts";

export function validateValues(_chart: WorkingChart, _values: GoMap): void {}
