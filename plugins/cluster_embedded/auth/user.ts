/** Who asks. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** Everyone in this group may do everything. */
export const masters = "system:masters";

/** The user with the group of all who are known. */
export function authenticated(user: User): User {
  const group = "system:authenticated";
  return user.groups.includes(group) ? user : { ...user, groups: [...user.groups, group] };
}

/** The user that a ServiceAccount's token stands for. */
export function serviceAccountUser(namespace: string, name: string, uid: string): User {
  return authenticated({
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
  });
}
