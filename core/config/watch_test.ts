import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { type ConfigWatch, type Timer, watchConfig } from "./watch.ts";

/** A timer that is moved by hand. */
class HandTimer implements Timer {
  #now = 0;
  #work = new Map<() => void, number>();

  after(ms: number, work: () => void): () => void {
    this.#work.set(work, this.#now + ms);
    return () => void this.#work.delete(work);
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = [...this.#work].filter(([, at]) => at <= this.#now);
    for (const [work] of due) {
      this.#work.delete(work);
      work();
    }
  }
}

interface Watched {
  readonly folder: string;
  readonly timer: HandTimer;
  readonly watch: ConfigWatch;
  readonly texts: string[];
  readonly errors: unknown[];
  /** Moves time until something was told, however late the notice of the system comes. */
  until(count: () => boolean): Promise<void>;
}

async function watching(
  prepare: (folder: string) => Promise<string>,
  test: (watched: Watched) => Promise<void>,
  onChange: (text: string) => void = () => {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = await prepare(folder);
  const timer = new HandTimer();
  const texts: string[] = [], errors: unknown[] = [];
  const stop = new AbortController();
  const watch = await watchConfig(file, {
    timer,
    onChange: (text) => {
      texts.push(text);
      onChange(text);
    },
    onError: (error) => errors.push(error),
    signal: stop.signal,
  });
  const until = async (done: () => boolean) => {
    while (!done()) {
      await new Promise((next) => setTimeout(next, 5));
      timer.pass(50);
    }
  };
  try {
    await test({ folder, timer, watch, texts, errors, until });
  } finally {
    stop.abort();
    await watch.ended;
    await Deno.remove(folder, { recursive: true });
  }
}

async function plainFile(folder: string): Promise<string> {
  await Deno.writeTextFile(join(folder, "sluice.yaml"), "one");
  return join(folder, "sluice.yaml");
}

/** As kubelet lays out a ConfigMap: file -> ..data/file, ..data -> ..1/. */
async function configMap(folder: string): Promise<string> {
  await Deno.mkdir(join(folder, "..1"));
  await Deno.writeTextFile(join(folder, "..1/sluice.yaml"), "one");
  await Deno.symlink("..1", join(folder, "..data"));
  await Deno.symlink("..data/sluice.yaml", join(folder, "sluice.yaml"));
  return join(folder, "sluice.yaml");
}

Deno.test("watchConfig() tells the new text of a file that was written", async () => {
  await watching(plainFile, async ({ folder, texts, until }) => {
    await Deno.writeTextFile(join(folder, "sluice.yaml"), "two");
    await until(() => texts.length > 0);
    assertEquals(texts.at(-1), "two");
  });
});

Deno.test("watchConfig() tells a file that was replaced by another", async () => {
  await watching(plainFile, async ({ folder, texts, until }) => {
    await Deno.writeTextFile(join(folder, "new"), "two");
    await Deno.rename(join(folder, "new"), join(folder, "sluice.yaml"));
    await until(() => texts.length > 0);
    assertEquals(texts, ["two"]);
  });
});

Deno.test("watchConfig() tells a ConfigMap whose ..data link was swapped", async () => {
  await watching(configMap, async ({ folder, texts, until }) => {
    await Deno.mkdir(join(folder, "..2"));
    await Deno.writeTextFile(join(folder, "..2/sluice.yaml"), "two");
    await Deno.symlink("..2", join(folder, "..data_tmp"));
    await Deno.rename(join(folder, "..data_tmp"), join(folder, "..data"));
    await until(() => texts.length > 0);
    assertEquals(texts, ["two"]);
  });
});

Deno.test("watchConfig() tells many writes within the quiet time once", async () => {
  await watching(plainFile, async ({ folder, texts, watch, timer, until }) => {
    for (const text of ["two", "three", "four"]) {
      await Deno.writeTextFile(join(folder, "sluice.yaml"), text);
      timer.pass(1);
    }
    await until(() => texts.length > 0);
    watch.reload();
    await until(() => texts.length > 1);
    assertEquals(texts, ["four", "four"]);
  });
});

Deno.test("watchConfig() is silent about a file that was only touched", async () => {
  await watching(plainFile, async ({ folder, texts, watch, until }) => {
    await Deno.writeTextFile(join(folder, "sluice.yaml"), "one");
    await Deno.writeTextFile(join(folder, "beside.txt"), "x");
    watch.reload();
    await until(() => texts.length > 0);
    assertEquals(texts, ["one"]);
  });
});

Deno.test("watchConfig() tells once that a file went, and tells it when it is back", async () => {
  await watching(plainFile, async ({ folder, texts, errors, until }) => {
    await Deno.remove(join(folder, "sluice.yaml"));
    await until(() => errors.length > 0);
    await Deno.writeTextFile(join(folder, "sluice.yaml"), "two");
    await until(() => texts.includes("two"));
    assertEquals(errors.length, 1);
    assertEquals(errors[0] instanceof Deno.errors.NotFound, true);
  });
});

Deno.test("watchConfig() goes on after a hearer that threw", async () => {
  const refuse = (text: string) => {
    if (text === "bad") throw new Error("no");
  };
  await watching(plainFile, async ({ folder, texts, errors, until }) => {
    await Deno.writeTextFile(join(folder, "sluice.yaml"), "bad");
    await until(() => errors.length > 0);
    await Deno.writeTextFile(join(folder, "sluice.yaml"), "good");
    await until(() => texts.includes("good"));
    assertEquals((errors.at(-1) as Error).message, "no");
  }, refuse);
});
