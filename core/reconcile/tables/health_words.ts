import type { HealthStatus } from "../../contract/mod.ts";

/** As kstatus prints its states. */
export const printed: Readonly<Record<HealthStatus, string>> = {
  current: "Current",
  inProgress: "InProgress",
  failed: "Failed",
  terminating: "Terminating",
  notFound: "NotFound",
  unknown: "Unknown",
};
