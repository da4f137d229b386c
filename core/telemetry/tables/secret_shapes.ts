/** What is secret by its shape, though nobody has told. */

/** Query and form parameters that carry a credential (Azure SAS, AWS, Google, OAuth, and plain ones). */
const parameters = [
  ...["sig", "signature", "token", "access_token", "refresh_token", "id_token", "private_token"],
  ...["x-amz-signature", "x-amz-security-token", "x-amz-credential", "x-goog-signature"],
  ...["x-goog-credential", "awsaccesskeyid", "googleaccessid", "key", "api_?key", "access_?key"],
  ...["accountkey", "sharedaccesskey", "sharedaccesssignature"],
  ...["secret", "client_secret", "client_assertion", "password", "passwd", "pwd", "code", "auth"],
].join("|");
const parameter = new RegExp(`([?&;#](?:${parameters})=)[^&\\s#"'<>;]+`, "gi");

/** Headers whose value is a credential, up to the end of its line, of its quotes, or of a word. */
const schemes = "basic|bearer|token|negotiate|digest|apikey|sharedkey|aws4-hmac-sha256";
const before = `["']?\\s{0,4}[:=]\\s{0,4}\\[?["']?`;
const authorization = new RegExp(
  `\\b((?:proxy-)?authorization${before}(?:${schemes})\\s+|(?:set-)?cookie${before})[^\\r\\n"']+`,
  "gi",
);
const bare = new RegExp(
  `\\b((?:proxy-)?authorization${before})(?!(?:${schemes})\\s)([^\\s"',\\]]+)`,
  "gi",
);
const header = new RegExp(
  `\\b((?:x-api-key|private-token|x-auth-token|x-amz-security-token|x-vault-token|x-registry-auth)${before})[^\\s"',\\]]+`,
  "gi",
);
const scheme = /\b((?:basic|bearer)\s+)([\w.~+/-]{8,}=*)/gi;
const jsonWebToken = /(?<![\w.-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
/** A key whose end was cut off is masked up to the end of the text. */
const pemLine = (word: string) => `-----${word} [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----`;
const pem = new RegExp(`(${pemLine("BEGIN")})[^]*?(${pemLine("END")}|$)`, "g");
const ageKey = /AGE-SECRET-KEY-1[0-9A-Z]+/g;
const userinfo = /(ssh)?:\/\/([^\s/?#"'<>]*)@/gi;

export interface Shape {
  /** Without a match of this, the text is not searched any further: most texts hold none. */
  readonly hint: RegExp;
  /** Its groups stand for: what is kept, and what is masked (without a group: all). */
  readonly pattern: RegExp;
  readonly keeps: "nothing" | "name" | "ends" | "prose" | "user";
}

const headers = /auth|cookie|token|api-key/i;

/** In the order in which they are masked. */
export const shapes: readonly Shape[] = [
  { hint: /PRIVATE KEY/, pattern: pem, keeps: "ends" },
  { hint: /AGE-SECRET-KEY-1/, pattern: ageKey, keeps: "nothing" },
  { hint: /:\/\//, pattern: userinfo, keeps: "user" },
  { hint: /=/, pattern: parameter, keeps: "name" },
  { hint: headers, pattern: authorization, keeps: "name" },
  { hint: headers, pattern: header, keeps: "name" },
  { hint: headers, pattern: bare, keeps: "prose" },
  { hint: /basic|bearer/i, pattern: scheme, keeps: "prose" },
  { hint: /eyJ/, pattern: jsonWebToken, keeps: "nothing" },
];
