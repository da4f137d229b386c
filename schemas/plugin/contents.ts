/** What a source hands over: files in its scratch folder, and how the kernel makes an artifact of them. */
import { type Static, Type } from "typebox";

const closed = { additionalProperties: false };

/** Which ignore rules count besides those for version control, which always do. */
export const IgnoreRules = Type.Object({
  /** `.sourceignore` files count, in the root and in folders; true by default. */
  files: Type.Optional(Type.Boolean()),
  /** Flux's groups for media, CI and tool files count where there is no other pattern; true by default. */
  defaults: Type.Optional(Type.Boolean()),
  /** Further lines of a `.sourceignore`, stronger than those in files: an object's `spec.ignore`. */
  patterns: Type.Optional(Type.String({ maxLength: 1 << 20 })),
}, closed);
export type IgnoreRules = Static<typeof IgnoreRules>;

/**
 * `folder` is walked; `archive` is a tar or tar.gz, packed anew; `pack` is the format of `pack.ts`, so
 * that a fast reader need not write thousands of files; `file` is stored as it is, without ignore rules.
 */
export const Contents = Type.Object({
  kind: Type.Enum(["folder", "archive", "file", "pack"]),
  /** Relative to the scratch folder; `.` is the folder itself. */
  path: Type.String({ minLength: 1, maxLength: 4096 }),
  ignore: Type.Optional(IgnoreRules),
}, closed);
export type Contents = Static<typeof Contents>;
