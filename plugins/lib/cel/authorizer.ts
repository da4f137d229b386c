import type { Functions } from "./environment.ts";

/** What an expression asks about. */
export interface Question {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly verb?: string;
}

export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Who answers: `authorizer` of an expression, and each step of a question to it. */
export class Authorizer {
  constructor(
    readonly decide: (question: Question) => Decision,
    readonly question: Question = {},
    /** What the request that is judged is about. */
    readonly about: Question = {},
  ) {}

  /** The question about the request itself. */
  get requestResource(): Authorizer {
    return new Authorizer(this.decide, this.about);
  }

  with(more: Question): Authorizer {
    return new Authorizer(this.decide, { ...this.question, ...more });
  }
}

class Verdict {
  constructor(readonly decision: Decision) {}
}

/** Kubernetes' functions of authorization. */
export function addAuthorizer(functions: Functions): void {
  const add = functions.registerFunction.bind(functions);
  const type = "kubernetes.Authorizer", verdict = "kubernetes.Decision";
  functions.registerType(type, Authorizer as never);
  functions.registerType(verdict, Verdict as never);
  for (const step of ["path", "group", "resource", "subresource", "namespace", "name"]) {
    add(
      `${type}.${step}(string): ${type}`,
      (authorizer: Authorizer, value: string) => authorizer.with({ [step]: value }),
    );
  }
  add(
    `${type}.serviceAccount(string, string): ${type}`,
    (authorizer: Authorizer, namespace: string, name: string) =>
      authorizer.with({
        user: `system:serviceaccount:${namespace}:${name}`,
        groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
      }),
  );
  add(
    `${type}.check(string): ${verdict}`,
    (authorizer: Authorizer, verb: string) =>
      new Verdict(authorizer.decide({ ...authorizer.question, verb })),
  );
  add(`${verdict}.allowed(): bool`, ({ decision }: Verdict) => decision.allowed);
  add(`${verdict}.reason(): string`, ({ decision }: Verdict) => decision.reason);
  add(`${verdict}.errored(): bool`, () => false);
  add(`${verdict}.error(): string`, () => "");
}
