/** Versions 0 and 1 of the protocol (gitprotocol-pack), for servers that know no other. */
import { EmptyRepository, GitError } from "./errors.ts";
import { FLUSH, lineText, type PktLine, pktLine, pktLines, printable } from "./pkt_line.ts";
import {
  isServiceName,
  MAX_PACK_BYTES,
  packOf,
  type Reference,
  serverSaid,
  type Session,
} from "./session.ts";
import type { Transport } from "./transport.ts";

const asked = ["ofs-delta", "side-band-64k", "no-progress", "agent=sluice"];
const needed = ["side-band-64k"];

/** A conversation that begins with the references: they are all in the advertisement. */
export function version0(transport: Transport, lines: readonly PktLine[]): Session {
  const { references, capabilities } = advertised(lines);
  return {
    references: (prefixes) =>
      Promise.resolve(
        prefixes.length === 0
          ? references
          : references.filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix))),
      ),
    async fetch({ want, have = [], depth }) {
      const missing = needed.filter((name) => !capabilities.includes(name));
      if (missing.length > 0) throw new GitError(`the server cannot do ${missing.join(", ")}`);
      const shallow = depth !== undefined && capabilities.includes("shallow");
      const options = asked.filter((name) =>
        capabilities.includes(name) || name.startsWith("agent=")
      );
      const body = [
        pktLine(`want ${want} ${options.join(" ")}`),
        ...shallow ? [pktLine(`deepen ${depth}`)] : [],
        FLUSH,
        ...have.map((hash) => pktLine(`have ${hash}`)),
        pktLine("done"),
      ].join("");
      const flushes = shallow ? 2 : 1;
      const answer = await transport.ask({ body, flushes, maxBytes: MAX_PACK_BYTES });
      return packOf(sideBand(pktLines(answer)));
    },
  };
}

function advertised(lines: readonly PktLine[]) {
  const found = new Map<string, Reference>();
  let capabilities: readonly string[] = [];
  for (const line of lines) {
    if (typeof line === "string" || isServiceName(line)) continue;
    const [text = "", said] = lineText(line).split("\0");
    if (said !== undefined) capabilities = said.trim().split(" ");
    const match = /^([0-9a-f]{40}) (\S+)$/.exec(text);
    if (!match) {
      if (/^(version 1|shallow [0-9a-f]{40})$/.test(text)) continue;
      throw text.startsWith("ERR ")
        ? serverSaid(text.slice(4))
        : new GitError(`malformed reference: "${printable(text)}"`);
    }
    keep(found, match[1]!, match[2]!);
  }
  if (found.size === 0) throw new EmptyRepository();
  return { references: [...found.values()], capabilities };
}

function keep(found: Map<string, Reference>, hash: string, name: string): void {
  if (name === "capabilities^{}") return;
  const tag = /^(.*)\^\{\}$/.exec(name)?.[1];
  const peels = tag === undefined ? undefined : found.get(tag);
  if (peels) found.set(tag!, { ...peels, peeled: hash });
  else found.set(name, { name, hash });
}

/** The lines after the acknowledgement. */
function* sideBand(lines: Iterable<PktLine>): Generator<PktLine> {
  for (const line of lines) {
    if (typeof line === "string") continue;
    const text = line[0]! > 3 ? lineText(line) : "";
    if (text.startsWith("ERR ")) throw serverSaid(text.slice(4));
    if (text === "") yield line;
  }
}
