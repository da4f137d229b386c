import Type, { type Static } from "typebox";
import { strict } from "./objects.ts";

/** What a source hands over, below its scratch folder. */
export const Contents = Type.Object({
  kind: Type.Enum(["folder", "archive", "file", "pack"]),
  path: Type.String({ minLength: 1, maxLength: 4096 }),
}, strict);
export type Contents = Readonly<Static<typeof Contents>>;
