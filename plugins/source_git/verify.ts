/** Whether a commit, its tag, or both were signed by somebody that the object trusts. */
import { type Condition, type Cx, Failure, type Notice } from "contract";
import type { Commit, Tag } from "../lib/git/commit.ts";
import { GitError } from "../lib/git/errors.ts";
import { type PublicKeys, verifySignature } from "../lib/git/signature.ts";
import { filled } from "./access.ts";
import { type Mode, modeOf } from "./observed.ts";
import type { Request } from "./spec.ts";

export interface CheckedOut {
  readonly hash: string;
  readonly commit: Commit;
  /** The tag that was asked for; its object where it is an annotated one. */
  readonly tag?: { readonly name: string; readonly hash?: string; readonly object?: Tag };
}

export interface Verified {
  readonly mode: Mode;
  readonly condition: Condition;
  readonly notice: Notice;
}

const TYPE = "SourceVerified";

/** Undefined where nothing is to be verified. Throws Failures, with the condition told. */
export async function verified(
  request: Request,
  cx: Cx,
  checkedOut: CheckedOut,
): Promise<Verified | undefined> {
  const mode = modeOf(request.spec);
  if (mode === undefined) return undefined;
  try {
    const keys = await publicKeys(request, cx);
    const lines = [
      ...mode === "HEAD" ? [] : [await tagLine(checkedOut, keys)],
      ...mode === "Tag" ? [] : [await commitLine(checkedOut, keys)],
    ];
    const message = `verified signature of\n\t- ${lines.join("\n\t- ")}`;
    const said = { reason: "Succeeded", message };
    return {
      mode,
      condition: { type: TYPE, status: "True", ...said },
      notice: { type: "Normal", severity: "trace", ...said },
    };
  } catch (error) {
    if (error instanceof Failure) {
      const { reason, message } = error;
      const condition = { type: TYPE, status: "False" as const, reason, message };
      await cx.report({ conditions: [condition], dropped: ["FetchFailed"] });
    }
    throw error;
  }
}

/** Values under names that end in `.sshpub` are SSH's; all others are taken for PGP's. */
async function publicKeys({ spec }: Request, cx: Cx): Promise<PublicKeys> {
  const secret = cx.secret("/spec/verify/secretRef");
  const keys = await filled(secret);
  if (!keys) {
    const { name } = spec.verify!.secretRef;
    throw failed("VerificationError", `public keys secret error: secrets "${name}" not found`);
  }
  const values = await Promise.all([...keys].map(async (key) => {
    const text = new TextDecoder().decode(await secret.value(key));
    return { text, isSsh: key.endsWith(".sshpub") };
  }));
  return {
    ssh: values.filter(({ isSsh }) => isSsh).map(({ text }) => text),
    pgp: values.filter(({ isSsh }) => !isSsh).map(({ text }) => text),
  };
}

async function tagLine({ tag }: CheckedOut, keys: PublicKeys): Promise<string> {
  if (!tag) {
    throw new Failure(
      "terminal",
      "InvalidVerificationMode",
      "cannot verify tag object's signature if a tag reference is not specified",
    );
  }
  const shown = tag.hash === undefined ? tag.name : `${tag.name}@${tag.hash}`;
  if (!tag.object || tag.object.signature === "") {
    throw failed(
      "InvalidGitObject",
      `cannot verify signature of tag '${shown}' since it is not signed`,
    );
  }
  const signer = await verifySignature(tag.object, keys, "tag")
    .catch(refused("InvalidTagSignature", `signature verification of tag '${shown}' failed`));
  return `tag '${shown}' with key '${signer}'`;
}

async function commitLine({ hash, commit }: CheckedOut, keys: PublicKeys): Promise<string> {
  const signer = await verifySignature(commit, keys, "commit")
    .catch(refused("InvalidCommitSignature", `signature verification of commit '${hash}' failed`));
  return `commit '${hash}' with key '${signer}'`;
}

function refused(reason: string, what: string) {
  return (error: unknown): never => {
    throw error instanceof GitError ? failed(reason, `${what}: ${error.message}`) : error;
  };
}

function failed(reason: string, message: string): Failure {
  return new Failure("transient", reason, message);
}
