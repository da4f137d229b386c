import { assertEquals } from "@std/assert";
import { parseRepository } from "./remote.ts";

/** Addresses as kustomize reads them: repository, revision, folder. */
const ADDRESSES: Readonly<Record<string, [string, string, string] | undefined>> = {
  "https://github.com/org/repo": ["https://github.com/org/repo", "", ""],
  "https://github.com/org/repo/deploy/app?ref=v1": [
    "https://github.com/org/repo",
    "v1",
    "deploy/app",
  ],
  "github.com/org/repo//deploy?version=v2": ["https://github.com/org/repo", "v2", "deploy"],
  "git::https://GitHub.com/org/repo.git//a": ["https://github.com/org/repo.git", "", "a"],
  "git@github.com:org/repo.git/a?ref=x&timeout=9": ["git@github.com:org/repo.git", "x", "a"],
  "ssh://git@host.example:7999/team/repo.git": [
    "ssh://git@host.example:7999/team/repo.git",
    "",
    "",
  ],
  "https://dev.example/org/project/_git/repo/a/b": [
    "https://dev.example/org/project/_git/repo",
    "",
    "a/b",
  ],
  "file:///srv/repo//app": ["file:///srv/repo", "", "app"],
  "https://host.example/only": undefined,
  "https://host.example/org/repo/../../up": undefined,
  "../base": undefined,
  "/abs": undefined,
  "base": undefined,
};

Deno.test("parseRepository() takes addresses apart as kustomize does", () => {
  for (const [text, wanted] of Object.entries(ADDRESSES)) {
    const found = parseRepository(text);
    assertEquals(found && [found.url, found.revision, found.folder], wanted, text);
  }
});
