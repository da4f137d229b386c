import { badRequest } from "../errors/api_error.ts";
import { textAt, type Tree } from "../json/tree.ts";

/** Throws 400 unless the metadata has the name that the URL has. */
export function checkNamed(metadata: Tree, name: string): void {
  const given = textAt(metadata, "name");
  if (given === name) return;
  throw badRequest(
    given === ""
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${given}) does not match the name on the URL (${name})`,
  );
}
