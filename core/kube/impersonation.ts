/** Whom a request is made for. */
export interface Identity {
  /** As in `system:serviceaccount:apps:deployer`. */
  readonly user: string;
  readonly groups?: readonly string[];
}

const visible = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/**
 * The headers that make the API server act for `identity`. Throws before anything is sent where the user or a group
 * is blank: without the header the request would run with the kernel's own rights (CVE-2026-23990).
 */
export function impersonationHeaders(identity: Identity): [name: string, value: string][] {
  const { user, groups = [] } = identity;
  for (const name of [user, ...groups]) {
    if (typeof name !== "string" || !visible.test(name)) {
      throw new Error(`Cannot impersonate ${JSON.stringify(name ?? null)}: the name is not usable`);
    }
  }
  return [
    ["impersonate-user", user],
    ...groups.map((group): [string, string] => ["impersonate-group", group]),
  ];
}
