/** What went wrong between us and a repository, in the words that go-git has for it: they end up in messages of objects. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** One that is told as it stands, whatever was tried: a key that is none, not what was to be done with it. */
export class KeyProblem extends GitError {}

/** The server has the repository, and nothing is in it. */
export class EmptyRepository extends GitError {
  constructor() {
    super("remote repository is empty");
  }
}

/** The server has no such object, or gives it to nobody. */
export class ObjectNotFound extends GitError {
  constructor() {
    super("object not found");
  }
}
