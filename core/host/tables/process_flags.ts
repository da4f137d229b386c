/** What every plugin process is started with. */
export const PROCESS_FLAGS: readonly string[] = [
  "run",
  "--quiet",
  "--no-prompt",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--cached-only",
  "--deny-import",
  "--no-code-cache",
  "--ignore-env",
  "--allow-ffi", // given up by boot before the plugin is loaded
];
