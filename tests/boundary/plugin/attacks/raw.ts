import type { Attacks } from "../world.ts";

const thrown = (value: unknown) => {
  throw value;
};
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const sly = {
  get message() {
    return thrown(1);
  },
};
/** As the contract's own failures are marked. */
const marked = (more: object) => ({ [Symbol.for("sluice.failure")]: true, ...more });
const opened = (more: object) => ({ open: false, reason: "Attempted", message: "raw", ...more });

/** What a method throws or answers as it is, past all that the other attacks are wrapped in. */
export const raw = {
  throwsNull: () => thrown(null),
  throwsNothing: () => thrown(undefined),
  throwsSymbol: () => thrown(Symbol("s")),
  throwsNumber: () => thrown(10n),
  throwsProxy: () => thrown(revoked()),
  throwsGetter: () => thrown(Object.setPrototypeOf(sly, Error.prototype)),
  throwsToString: () =>
    thrown({
      toString() {
        throw sly;
      },
    }),
  throwsLong: () => thrown(new Error("x".repeat(3_000_000))),
  throwsHalf: () => thrown(new Error("\ud800 half \0 a letter")),
  throwsNoCode: () => thrown(marked({ code: "worst", reason: "R", message: "m" })),
  throwsBigRetry: () =>
    thrown(marked({ code: "transient", reason: "R", message: "m", retryAfterMs: 1n })),
  throwsNoNumber: () =>
    thrown(marked({ code: "transient", reason: "R", message: "m", retryAfterMs: NaN })),
  throwsObjects: () => thrown(marked({ code: "terminal", reason: {}, message: [] })),
  throwsStack: () => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = () => thrown("in the trace");
    try {
      (undefined as unknown as { none(): void }).none();
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  },
  answersNothing: () => undefined,
  answersFunction: () => () => opened({}),
  answersSymbol: () => Symbol("s"),
  answersBig: () => opened({ until: 1n }),
  answersCircle: () => {
    const value: Record<string, unknown> = opened({});
    value.self = value;
    return value;
  },
  answersProxy: () => revoked(),
  answersKeys: () =>
    new Proxy({}, {
      ownKeys: () => thrown("in ownKeys"),
    }),
  answersGetter: () => ({
    get open() {
      return thrown("in a getter");
    },
  }),
  answersJson: () => ({ toJSON: () => ({ open: true, admin: true }) }),
  answersNoNumber: () => opened({ until: NaN }),
  answersLong: () => opened({ message: "x".repeat(700_000) }),
  answersDeep: () => {
    let deep: unknown = 0;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    return opened({ until: deep });
  },
  answersMap: () => new Map([["open", true]]),
  answersDate: () => new Date(0),
  answersClass: () =>
    new (class {
      open = "maybe";
    })(),
  answersManyKeys: () =>
    opened(Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`k${i}`, 1]))),
  answersThen: () => ({
    then() {
      throw new Error("in then()");
    },
  }),
  answersNever: () => ({ then: () => {} }),
  answersTwice: () => ({
    then(resolve: (value: unknown) => void) {
      resolve(opened({ message: "first" }));
      resolve(opened({ message: "second" }));
      throw new Error("third");
    },
  }),
  reportsMuch: () =>
    opened({
      report: {
        conditions: Array(100).fill({ type: "A", status: "True", reason: "R", message: "" }),
      },
    }),
  reportsOddly: () => opened({ report: { events: [{ type: "Odd", reason: "" }] } }),
} satisfies Attacks;
