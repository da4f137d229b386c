/** Rules of names and labels, with the messages of apimachinery's validation package. */

const dns1123Label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dns1123Subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelText = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const regexTail = (regex: RegExp) => regex.source.replace(/^\^|\$$/g, "").replaceAll("\\/", "/");

/** "MSG (e.g. 'a',  or 'b', regex used for validation is 'R')". */
export function regexMessage(message: string, regex: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${regex}')`;
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${message} (e.g. ${shown}regex used for validation is '${regex}')`;
}

const tooLong = (max: number) => `must be no more than ${max} bytes`;

export function isDns1123Label(value: string): string[] {
  const errors = value.length > 63 ? ["must be no more than 63 characters"] : [];
  if (!dns1123Label.test(value)) {
    errors.push(
      dns1123Subdomain.test(value) ? "must not contain dots" : regexMessage(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        regexTail(dns1123Label),
        "my-name",
        "123-abc",
      ),
    );
  }
  return errors;
}

export function isDns1123Subdomain(value: string): string[] {
  const errors = value.length > 253 ? ["must be no more than 253 characters"] : [];
  if (!dns1123Subdomain.test(value)) {
    errors.push(regexMessage(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
      regexTail(dns1123Subdomain),
      "example.com",
    ));
  }
  return errors;
}

export function isDns1035Label(value: string): string[] {
  const errors = value.length > 63 ? ["must be no more than 63 characters"] : [];
  if (!dns1035Label.test(value)) {
    errors.push(regexMessage(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
      regexTail(dns1035Label),
      "my-name",
      "abc-123",
    ));
  }
  return errors;
}

/** Names that must only be path segments: RBAC's. */
export function isPathSegment(value: string, prefix = false): string[] {
  if (!prefix && (value === "." || value === "..")) return [`may not be '${value}'`];
  return ["/", "%"].filter((c) => value.includes(c)).map((c) => `may not contain '${c}'`);
}

export function isQualifiedName(value: string): string[] {
  const errors: string[] = [];
  const parts = value.split("/");
  let name = parts[0]!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    name = parts[1]!;
    if (prefix === "") errors.push("prefix part must be non-empty");
    else errors.push(...isDns1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  } else if (parts.length > 2) {
    return [
      `a valid label key ${
        regexMessage(
          "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
          regexTail(qualifiedPart),
          "MyName",
          "my.name",
          "123-abc",
        )
      } with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (name.length > 63) errors.push(`name part ${tooLong(63)}`);
  if (!qualifiedPart.test(name)) {
    errors.push(`name part ${
      regexMessage(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        regexTail(qualifiedPart),
        "MyName",
        "my.name",
        "123-abc",
      )
    }`);
  }
  return errors;
}

export function isLabelValue(value: string): string[] {
  const errors = value.length > 63 ? [tooLong(63)] : [];
  if (!labelText.test(value)) {
    errors.push(regexMessage(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      regexTail(labelText),
      "MyValue",
      "my_value",
      "12345",
    ));
  }
  return errors;
}

/** A generateName is checked without its last dash: something follows it. */
function maskTrailingDash(name: string): string {
  return name.endsWith("-") && name.length > 1 ? `${name.slice(0, -2)}a` : name;
}

/** How a rule judges a name, or a prefix that something will follow. */
export type NameRule = (name: string, prefix: boolean) => string[];

const masked = (rule: (name: string) => string[]): NameRule => (name, prefix) =>
  rule(prefix ? maskTrailingDash(name) : name);

export const subdomainName: NameRule = masked(isDns1123Subdomain);
export const labelName: NameRule = masked(isDns1123Label);
export const pathSegmentName: NameRule = isPathSegment;

const configKey = /^[-._a-zA-Z0-9]+$/;

/** A key of a ConfigMap or Secret. */
export function isConfigKey(key: string): string[] {
  if (key.length > 253) return ["must be no more than 253 bytes"];
  if (key === "." || key === "..") return [`must not be '${key}'`];
  if (configKey.test(key)) return [];
  const text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  return [regexMessage(text, regexTail(configKey), "key.name", "KEY_NAME", "key-name")];
}
