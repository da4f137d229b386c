/** Version 2 of the protocol (gitprotocol-v2). */
import { GitError } from "./errors.ts";
import {
  DELIMITER,
  FLUSH,
  lineText,
  type PktLine,
  pktLine,
  pktLines,
  printable,
} from "./pkt_line.ts";
import {
  MAX_PACK_BYTES,
  MAX_REFERENCES_BYTES,
  packOf,
  type Reference,
  serverSaid,
  type Session,
} from "./session.ts";
import type { Transport } from "./transport.ts";

export function version2(transport: Transport): Session {
  return {
    async references(prefixes) {
      const lines = ["peel", "symrefs", ...prefixes.map((prefix) => `ref-prefix ${prefix}`)];
      const body = command("ls-refs", lines);
      const answer = await transport.ask({
        ...{ body, flushes: 1, maxBytes: MAX_REFERENCES_BYTES },
        isShort: prefixes.length > 0 && prefixes.every((prefix) => !prefix.endsWith("/")),
      });
      return referencesIn(answer);
    },
    async fetch({ want, have = [], depth }) {
      const body = command("fetch", [
        ...["ofs-delta", "no-progress", ...depth === undefined ? [] : [`deepen ${depth}`]],
        ...[`want ${want}`, ...have.map((hash) => `have ${hash}`), "done"],
      ]);
      const answer = await transport.ask({ body, flushes: 1, maxBytes: MAX_PACK_BYTES });
      return packOf(packSection(pktLines(answer)));
    },
  };
}

function command(name: string, lines: readonly string[]): string {
  return [pktLine(`command=${name}`), DELIMITER, ...lines.map(pktLine), FLUSH].join("");
}

function referencesIn(answer: Uint8Array<ArrayBuffer>): readonly Reference[] {
  const found: Reference[] = [];
  let isWhole = false;
  for (const line of pktLines(answer)) {
    if (typeof line === "string") {
      isWhole = line === "flush";
      break;
    }
    const text = lineText(line);
    const match = /^([0-9a-f]{40}(?:[0-9a-f]{24})?) (\S+)(?: (.*))?$/.exec(text);
    if (!match) throw notVersion2(text);
    const peeled = /\bpeeled:([0-9a-f]{40,64})\b/.exec(match[3] ?? "")?.[1];
    found.push({ hash: match[1]!, name: match[2]!, ...(peeled === undefined ? {} : { peeled }) });
  }
  if (!isWhole) throw notVersion2("");
  return found;
}

/** The lines after the one that begins the pack; sections before it tell of shallow commits. */
function* packSection(lines: Iterable<PktLine>): Generator<PktLine> {
  let isPack = false;
  for (const line of lines) {
    if (isPack) yield line;
    else if (typeof line !== "string") {
      const text = lineText(line);
      if (text.startsWith("ERR ")) throw serverSaid(text.slice(4));
      isPack = text === "packfile";
    }
  }
}

function notVersion2(said: string): GitError {
  return new GitError(
    `the server does not speak version 2 of git's protocol: "${printable(said)}"`,
  );
}
