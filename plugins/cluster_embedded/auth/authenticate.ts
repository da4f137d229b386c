import type { Api } from "../api.ts";
import { ApiError } from "../errors/api_error.ts";
import { tokensOf } from "./tokens.ts";
import { anonymous, authenticated, type User } from "./user.ts";

/** Users by their bearer token. */
export type Users = ReadonlyMap<string, User>;

/** Who asks: the peer of the connection, a user by token, an account by its token, or nobody. Throws 401. */
export async function authenticate(
  api: Api,
  users: Users,
  headers: Headers,
  peer?: User,
): Promise<User> {
  if (peer !== undefined) return peer;
  const header = headers.get("authorization") ?? "";
  const match = /^bearer\s+(.+)$/i.exec(header);
  if (match === null) return anonymous;
  const token = match[1]!.trim();
  const user = users.get(token);
  if (user !== undefined) return authenticated(user);
  const account = await tokensOf(api).check(token);
  if (account !== undefined) return account;
  throw new ApiError(401, "Unauthorized", "Unauthorized");
}
