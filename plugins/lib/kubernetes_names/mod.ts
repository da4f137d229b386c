/** Rules of names and labels, with the messages of apimachinery's validation package. */
export {
  isConfigKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPathSegment,
  isQualifiedName,
  labelName,
  type NameRule,
  pathSegmentName,
  regexMessage,
  subdomainName,
} from "./names.ts";
