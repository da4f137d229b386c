/** How a local run is shown: a tree that is drawn anew on a terminal, else a line for each change. */
import type { Output } from "../output.ts";
import type { Row, Verdict } from "./model.ts";

const marks: Readonly<Record<Verdict, string>> = {
  ready: "✔",
  failed: "✗",
  waiting: "…",
  blocked: "…",
};
const colours: Readonly<Record<Verdict, string>> = {
  ready: "32",
  failed: "31",
  waiting: "33",
  blocked: "33",
};

export interface Painter {
  paint(rows: readonly Row[]): void;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** One line of the tree, cut to a width. */
export function lineOf({ object, depth, verdict, words }: Row, width = Infinity): string {
  const [first = ""] = words.split("\n");
  const line = `${"  ".repeat(depth)}${marks[verdict]} ${object}${first && `  ${first}`}`;
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

/** Where a run is shown, and what is logged meanwhile; what is logged of an object is shown as its state. */
export interface Screen extends Painter {
  readonly log: { write(bytes: Uint8Array): Promise<number> };
}

/** Lines of the log that are not about an object's reconciliation; each ends itself. */
function loggedBy(write: (lines: string) => void): Screen["log"] {
  const decoder = new TextDecoder();
  return {
    write(bytes) {
      const said = decoder.decode(bytes, { stream: true }).split("\n");
      const lines = said.filter((line) => line !== "" && !line.includes("reconcileID="));
      if (lines.length > 0) write(`${lines.join("\n")}\n`);
      return Promise.resolve(bytes.length);
    },
  };
}

/** Draws over what it drew before; as much of the tree as the screen holds. */
export function terminalScreen(
  write: (text: string) => void,
  size: () => Size,
): Screen {
  let drawn = 0, tree = "";
  const redraw = (above: string) => {
    const back = drawn > 0 ? `\x1b[${drawn}A\r\x1b[J` : "";
    write(`${back}${above}${tree}`);
    drawn = tree.split("\n").length - 1;
  };
  return {
    paint(rows) {
      const { columns, rows: height } = size();
      const room = Math.max(1, height - 2);
      const shown = rows.slice(0, room).map((row) =>
        `\x1b[${colours[row.verdict]}m${lineOf(row, columns)}\x1b[0m`
      );
      if (rows.length > room) shown.push(`… and ${rows.length - room} more`);
      tree = shown.map((line) => `${line}\n`).join("");
      redraw("");
    },
    log: loggedBy(redraw),
  };
}

/** Writes a line whenever an object's verdict, or what it says, is another. */
export function linePainter(output: Output): Screen {
  const said = new Map<string, string>();
  return {
    paint(rows) {
      for (const row of rows) {
        const line = lineOf({ ...row, depth: 0 });
        if (said.get(row.object) === line) continue;
        said.set(row.object, line);
        output.data(`${line}\n`);
      }
    },
    log: loggedBy(output.words),
  };
}
