/** The two questions that a reader asks: for references, and for the objects of some commits; in version 2 of the protocol, or in 0. */
import { EmptyRepository, GitError } from "./errors.ts";
import { lineText, pktLines, printable } from "./pkt_line.ts";
import { isServiceName, type Reference, type Session, type Wanted } from "./session.ts";
import type { Transport } from "./transport.ts";
import { version0 } from "./version_0.ts";
import { version2 } from "./version_2.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Remote {
  /** References whose names begin with one of the prefixes, annotated tags peeled; all of them without a prefix. */
  references(prefixes: readonly string[]): Promise<readonly Reference[]>;
  /** Throws EmptyRepository where there is no reference at all. */
  mustHaveReferences(): Promise<void>;
  /** The pack of what is wanted. Throws ObjectNotFound for what the server does not have. */
  fetch(wanted: Wanted): Promise<Bytes>;
  close(): void;
}

export function remoteOver(transport: Transport): Remote {
  let session: Promise<Session> | undefined;
  const open = () => session ??= negotiate(transport);
  const eagerly = async (prefixes: readonly string[]) => {
    const tried = version2(transport);
    const found = await tried.references(prefixes).catch(() => undefined);
    if (found) session = Promise.resolve(tried);
    return found;
  };
  const references = async (prefixes: readonly string[]) => {
    const tried = session === undefined && transport.isEager ? await eagerly(prefixes) : undefined;
    return tried ?? await (await open()).references(prefixes);
  };
  return {
    references,
    async mustHaveReferences() {
      if ((await references([])).length === 0) throw new EmptyRepository();
    },
    fetch: async (wanted) => await (await open()).fetch(wanted),
    close: () => transport.close(),
  };
}

async function negotiate(transport: Transport): Promise<Session> {
  const said = await transport.advertisement();
  if (said.length === 0) throw new GitError("empty input");
  const lines = [...pktLines(said)];
  const first = lines.find((line) => typeof line !== "string" && !isServiceName(line));
  if (first === undefined) throw new EmptyRepository();
  const text = lineText(first as Uint8Array);
  if (text.startsWith("ERR ")) throw new GitError(printable(text.slice(4)));
  return text === "version 2" ? version2(transport) : version0(transport, lines);
}
