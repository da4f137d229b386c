import { Style } from "../node.ts";
import { type Fetcher, T } from "../tokens.ts";

/** None of these starts a plain scalar; `-`, `?` and `:` do before a character that is no blank. */
export const INDICATORS: ReadonlySet<number> = new Set(
  [..."-?:,[]{}#&*!|>'\"%@`"].map((c) => c.charCodeAt(0)),
);

/** What an indicator begins, wherever it stands. */
export const FETCHES: Readonly<Record<number, (s: Fetcher) => void>> = {
  [0x5b]: (s) => s.fetchFlowStart(T.flowSequenceStart),
  [0x7b]: (s) => s.fetchFlowStart(T.flowMappingStart),
  [0x5d]: (s) => s.fetchFlowEnd(T.flowSequenceEnd),
  [0x7d]: (s) => s.fetchFlowEnd(T.flowMappingEnd),
  [0x2c]: (s) => s.fetchFlowEntry(),
  [0x2a]: (s) => s.fetchAnchor(T.alias),
  [0x26]: (s) => s.fetchAnchor(T.anchor),
  [0x21]: (s) => s.fetchTag(),
  [0x27]: (s) => s.fetchQuoted(Style.single),
  [0x22]: (s) => s.fetchQuoted(Style.double),
};
