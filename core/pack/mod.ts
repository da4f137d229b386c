/** The pack: all files of an artifact in one, which plugins read without unpacking. They reach it through the contract. */
export * from "./pack.ts";
export { type PackedEntry, type PackedFile, packWriter, writePack } from "./pack_writer.ts";
