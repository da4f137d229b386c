import { type Api } from "../api.ts";
import { defaultAudience, tokensOf } from "../auth/tokens.ts";
import { type User } from "../auth/user.ts";
import type { Users } from "../auth/authenticate.ts";
import { authenticated } from "../auth/user.ts";
import { listAt, textAt, type Tree } from "../json/tree.ts";

export function userInfo(user: User): Tree {
  return {
    username: user.name,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: [...user.groups],
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
}

export async function tokenReview(api: Api, spec: Tree, users: Users): Promise<Tree> {
  const token = textAt(spec, "token"), asked = listAt(spec, "audiences").map(String);
  const audiences = asked.length > 0 ? asked : [defaultAudience];
  const known = users.get(token);
  const user = known === undefined
    ? await tokensOf(api).check(token, audiences)
    : authenticated(known);
  if (user === undefined) return { user: {}, error: "invalid bearer token" };
  return { authenticated: true, user: userInfo(user), audiences };
}
