/** The command with a kernel that only tells what it was asked. */
import { createCli } from "../mod.ts";

const cli = createCli({
  run: (options) => {
    console.log(JSON.stringify(options));
    return options.context === "broken"
      ? Promise.reject(new Error("no cluster"))
      : Promise.resolve();
  },
  environment: { SLUICE_CONFIG: Deno.env.get("SLUICE_CONFIG") },
  config: "default.yaml",
});
Deno.exitCode = await cli.main(Deno.args);
