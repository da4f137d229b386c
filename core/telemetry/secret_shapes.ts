/** What is secret by its shape, though nobody has told: see `maskShapes`. */

export const mask = "***";

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
const ageKey = /AGE-SECRET-KEY-1[0-9A-Z]+/g;
const userinfo = /(ssh)?:\/\/([^\s/?#"'<>]*)@/gi;

/**
 * Masks the credentials of URLs (before the @, and well-known parameters), values of Authorization
 * and like headers, JSON Web Tokens, and private keys in PEM or of age. Linear in the text.
 */
export function maskShapes(text: string): string {
  let masked = text;
  if (text.includes("PRIVATE KEY")) masked = maskPem(masked);
  if (text.includes("AGE-SECRET-KEY-1")) masked = masked.replace(ageKey, mask);
  if (text.includes("://")) masked = masked.replace(userinfo, maskUser);
  if (text.includes("=")) masked = masked.replace(parameter, `$1${mask}`);
  if (/auth|cookie|token|api-key/i.test(text)) {
    masked = masked.replace(authorization, `$1${mask}`).replace(header, `$1${mask}`)
      .replace(bare, maskCredential);
  }
  if (/basic|bearer/i.test(text)) masked = masked.replace(scheme, maskCredential);
  if (text.includes("eyJ")) masked = masked.replace(jsonWebToken, mask);
  return masked;
}

/** A user alone is no secret for SSH (`ssh://git@host`); elsewhere it may be a token. */
function maskUser(_whole: string, ssh = "", info: string): string {
  const [user = "", ...password] = info.split(":");
  if (!ssh && user !== "git") return `://${mask}@`;
  return `${ssh}://${user}${password.length ? `:${mask}` : ""}@`;
}

/** "Basic authentication" and "authorization: denied" are prose; a credential has digits, or is long. */
function maskCredential(whole: string, name: string, credential: string): string {
  return /[\d=+~]/.test(credential) || credential.length > 24 ? name + mask : whole;
}

const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----/g;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----/g;

/** A key whose end was cut off is masked up to the end of the text. */
function maskPem(text: string): string {
  let masked = "", at = 0;
  for (begin.lastIndex = 0; begin.exec(text); begin.lastIndex = at) {
    const start = begin.lastIndex;
    end.lastIndex = start;
    masked += text.slice(at, start) + mask;
    const found = end.exec(text);
    if (!found) return masked;
    masked += found[0];
    at = end.lastIndex;
  }
  return masked + text.slice(at);
}
