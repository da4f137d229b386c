import { assertEquals } from "@std/assert";
import Type from "typebox";
import type { Report } from "../contract/mod.ts";
import type { HostOptions } from "./host.ts";
import { ask, gate, withHost } from "./testdata/real_host.ts";

Deno.test("a report during the call reaches the one who asked with its secrets masked", () => {
  const reports: unknown[] = [];
  const lend: HostOptions["lend"] = ({ given }) => ({
    calls: {
      report: {
        params: Type.Unknown(),
        run: ({ report }: { report: Report }) => Promise.resolve(given.onReport?.(report)),
      },
    },
    close: () => Promise.resolve(),
  });
  return withHost(async ({ host, plugin, restartWith }) => {
    const body = `await cx.report({ progress: "with hunter2" }); return told("hunter2")`;
    await restartWith([await plugin("gate", gate(body))]);
    await ask(host, {}, { onReport: (report) => void reports.push(report) });
    assertEquals(reports, [{ progress: "with ***" }]);
  }, { lend, redact: (text) => text.replaceAll("hunter2", "***") });
});

Deno.test("what a plugin prints in parts is heard in whole lines", async () => {
  const printed: string[] = [];
  await withHost(async ({ host, plugin, restartWith }) => {
    const body = `const print = (text) => Deno.stderr.writeSync(new TextEncoder().encode(text));
      for (const part of ["a hun", "ter", "2 it ", "is\\nand "]) {
        print(part); await new Promise((r) => setTimeout(r, 30)); }
      return told(1)`;
    await restartWith([await plugin("gate", gate(body))]);
    await ask(host);
    while (printed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assertEquals(printed, ["a hunter2 it is\n"]);
  }, { hooks: { printed: ({ text }) => void printed.push(text) } });
});
