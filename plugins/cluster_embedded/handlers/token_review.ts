import { badRequest } from "../errors/api_error.ts";
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
  const token = textAt(spec, "token");
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const asked = listAt(spec, "audiences").map(String);
  const audiences = asked.length > 0 ? asked : [defaultAudience];
  const known = users.get(token);
  if (known !== undefined) {
    return { authenticated: true, user: userInfo(authenticated(known)), audiences };
  }
  const user = await tokensOf(api).check(token, audiences);
  const own = await tokensOf(api).audiences(token);
  if (user !== undefined) {
    const shared = audiences.filter((audience) => own.includes(audience));
    return { authenticated: true, user: userInfo(user), audiences: shared };
  }
  const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(" ");
  const other = `token audiences [${list(own)}] is invalid for the target audiences [${
    list(audiences)
  }]`;
  const error = "invalid bearer token";
  return { user: {}, error: own.length === 0 ? error : `[${error}, ${other}]` };
}
