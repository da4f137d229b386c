interface ManifestRow {
  /** What is wrong. */
  readonly claim: string;
  /** After the four lines that every manifest begins with. */
  readonly text: string;
  readonly says: readonly string[];
}

const list = (one: string, times: number) => `[${Array(times).fill(one).join(", ")}]`;
const route = "{ group: a.example, version: v1, kind: A }";
const nested = (depth: number): string =>
  Array.from(
    { length: depth },
    (_, i) =>
      `    d${i}: { allOf: [{ $ref: "#/$defs/d${i + 1}" }, { $ref: "#/$defs/d${i + 1}" }] }\n`,
  ).join("") +
  `    d${depth}: { type: string }\n`;

/** Mistakes and malice of a plugin's author, and what is said of each. */
export const manifestRows: readonly ManifestRow[] = [
  {
    claim: "it serves more than any plugin",
    text: `serves: ${list(route, 65)}\n`,
    says: ["plugin.yaml:5:9: serves: must not have more than 64 items"],
  },
  {
    claim: "every other list has an end, too",
    text:
      `needs: { hosts: ${list("{ host: a }", 65)}, read: ${
        list("{ group: '', kind: A }", 65)
      } }\n` +
      `profile: { aliases: ${list("a", 65)}, secrets: ${list("/a", 65)} }\n`,
    says: [
      "plugin.yaml:5:17: needs.hosts: must not have more than 64 items",
      "plugin.yaml:5:870: needs.read: must not have more than 64 items",
      "plugin.yaml:6:21: profile.aliases: must not have more than 64 items",
      "plugin.yaml:6:227: profile.secrets: must not have more than 64 items",
    ],
  },
  {
    claim: "a name is longer than any of a cluster",
    text: `profile: { controller: ${"a".repeat(254)} }\n`,
    says: ["plugin.yaml:5:24: profile.controller: must not have more than 253 characters"],
  },
  {
    claim: "a map of fields has an end",
    text: `serves: [{ group: a, version: v1, kind: A, when: {${
      Array.from({ length: 65 }, (_, i) => `/a${i}: 1`).join(", ")
    }} }]\n`,
    says: ["plugin.yaml:5:50: serves[0].when: must not have more than 64 properties"],
  },
  {
    claim: "a name would steer a terminal",
    text: 'description: "\\e[2Jgood"\n',
    says: ["plugin.yaml:5:14: description: must be one line, without control characters"],
  },
  {
    claim: "a group leads elsewhere in the API",
    text: 'serves: [{ group: "../api/v1?x=", version: v1/../v2, kind: "a?b" }]\n',
    says: [
      'plugin.yaml:5:19: serves[0].group: must be a group such as apps, or "" for the core',
      "plugin.yaml:5:44: serves[0].version: must be a version such as v1 or v1beta2",
      "plugin.yaml:5:60: serves[0].kind: must be a kind such as ConfigMap",
    ],
  },
  {
    claim: "an interval is neither a pointer nor a duration, and a reason no word",
    text: 'profile: { interval: often, reasons: { ready: "all is well" } }\n',
    says: [
      "plugin.yaml:5:22: profile.interval: must be a pointer such as /spec/interval, or a duration such as 1h30m",
      "plugin.yaml:5:47: profile.reasons.ready: must be a word such as FetchFailed",
    ],
  },
  {
    claim: "the whole of it is too large",
    text: `# ${"x".repeat(256 * 1024)}\n`,
    says: ["plugin.yaml:1:1: is larger than 256 KiB"],
  },
  {
    claim: "a pattern is none that RE2 knows",
    text: "config: { properties: { a: { pattern: '(?=a)b' }, b: { pattern: '(a)\\1' } } }\n",
    says: [
      "plugin.yaml:5:39: config.properties.a.pattern: is no pattern to use; RE2 knows no lookaround and no back-references (error parsing regexp: invalid or unsupported Perl syntax: `(?=`)",
      "plugin.yaml:5:65: config.properties.b.pattern: is no pattern to use; RE2 knows no lookaround and no back-references (error parsing regexp: invalid escape sequence: `\\1`)",
    ],
  },
  {
    claim: "its own default does not match, where V8 would try for ever",
    text: `config: { properties: { a: { pattern: '^(a+)+$', default: ${"a".repeat(5000)}! } } }\n`,
    says: [
      'plugin.yaml:5:59: config.properties.a.default: gives a default that must match pattern "^(a+)+$"',
    ],
  },
  {
    claim: "keys are matched by a pattern with groups, or one that V8 does not know",
    text:
      "config: { patternProperties: { '^(a+)+$': true, '[z-a]': true, 'a.*b': true, '^a.*b': true } }\n",
    says: [
      "^(a+)+$",
      "[z-a]",
      "a.*b",
    ].map((key, i) =>
      `plugin.yaml:5:${[32, 49, 64][i]}: config.patternProperties[${JSON.stringify(key)}]: ` +
      "is no pattern for keys: say it as ^a.*b$, without groups, one * or + at most"
    ),
  },
  {
    claim: "its schema refers to itself",
    text: 'config: { $defs: { a: { properties: { b: { $ref: "#/$defs/a" } } } } }\n',
    says: [
      'plugin.yaml:5:50: config["$defs"].a.properties.b["$ref"]: refers to itself: options are no deeper than that',
    ],
  },
  {
    claim: "its schema doubles at each of forty definitions",
    text: `config:\n  $defs:\n${nested(40)}  $ref: "#/$defs/d0"\n`,
    says: ["plugin.yaml:6:3: config: leads through over 2000 schemas: say less, or refer to less"],
  },
  {
    claim: "its schema refers to what is not there, or elsewhere",
    text: 'config: { properties: { a: { $ref: "https://x.example/y.json" } } }\n',
    says: [
      'plugin.yaml:5:36: config.properties.a["$ref"]: refers to what is not there: say #/$defs/NAME, and define NAME below $defs',
    ],
  },
  {
    claim: "its schema names itself",
    text: "config: { $id: a, properties: {} }\n",
    says: ['plugin.yaml:5:11: config["$id"]: is not for the schema of options'],
  },
];
