import type { KubeObject, PullRequest } from "contract";

/** What counts of a GitRepository's spec. */
export interface GitRepositorySpec {
  readonly url: string;
  readonly timeout?: string;
  readonly provider?: "generic" | "aws" | "azure" | "github";
  readonly serviceAccountName?: string;
  readonly secretRef?: { readonly name: string };
  readonly proxySecretRef?: { readonly name: string };
  readonly ref?: GitReference;
  readonly verify?: {
    readonly mode?: "head" | "HEAD" | "Tag" | "TagAndHEAD";
    readonly secretRef: { readonly name: string };
  };
  readonly ignore?: string;
  readonly recurseSubmodules?: boolean;
  readonly include?: readonly Include[];
  readonly sparseCheckout?: readonly string[];
}

export interface GitReference {
  readonly branch?: string;
  readonly tag?: string;
  readonly semver?: string;
  readonly name?: string;
  readonly commit?: string;
}

export interface Include {
  readonly repository: { readonly name: string };
  readonly fromPath?: string;
  readonly toPath?: string;
}

/** As it stands in a status; nothing but its identity counts here. */
export interface Artifact {
  readonly revision: string;
  readonly digest: string;
}

/** What the status says that the artifact was made of. */
export interface GitRepositoryStatus {
  readonly observedIgnore?: string;
  readonly observedRecurseSubmodules?: boolean;
  readonly observedInclude?: readonly Include[];
  readonly observedSparseCheckout?: readonly string[];
  readonly includedArtifacts?: readonly Artifact[];
  readonly sourceVerificationMode?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

export type Request = PullRequest<GitRepositorySpec>;

export function statusOf(object: KubeObject): GitRepositoryStatus {
  return (object["status"] ?? {}) as GitRepositoryStatus;
}

/** `namespace/name` of a Secret of the object, as messages name it. */
export function secretName({ metadata }: KubeObject, ref: { readonly name: string }): string {
  return `${metadata.namespace ?? ""}/${ref.name}`;
}

/** The folder that Flux checks an object out into, as its messages show it. */
export function shownFolder({ metadata: { namespace, name } }: KubeObject): string {
  return `/tmp/gitrepository-${namespace}-${name}`;
}
