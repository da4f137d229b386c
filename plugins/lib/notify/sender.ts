import type { Cx, FluxEvent, Notifier, SecretUse, SendRequest } from "contract";
import { type Letter, post } from "./post.ts";
import { invalid, type ProviderSpec, wayTo, whyNoUrl } from "./provider.ts";

type Message = Omit<Letter, "timeoutMs" | "auth">;

/** One `spec.type` of a Provider: what is posted for an event, and how it proves itself. */
export interface ProviderType {
  /** What Flux says of an address that is no URL. */
  readonly badAddress: (address: string, why: string) => string;
  readonly auth?: (cx: Cx, keys: ReadonlySet<string>) => Promise<readonly SecretUse[]>;
  /** What it shows where it has nothing to prove itself with. */
  readonly unproven?: Readonly<Record<string, string>>;
  /** Shows a name: that of the Secret, which reveals it, where it has a password too. */
  readonly isNamed?: true;
  /** Posted one after the other; throws where the provider cannot be used. `isAt` compares the address, wherever it stands. */
  readonly messages: (
    event: FluxEvent,
    spec: ProviderSpec,
    isAt: (url: string) => Promise<boolean>,
  ) => readonly Message[] | Promise<readonly Message[]>;
}

const secretRef = "/spec/secretRef";

/** The Secret's token as it is borne; nothing where it has none. */
export async function bearer(cx: Cx, keys: ReadonlySet<string>): Promise<readonly SecretUse[]> {
  const secret = cx.secret(secretRef);
  return keys.has("token") && !await secret.equals("token", "") ? [secret.bearer("token")] : [];
}

/** The Secret's user name and password; nothing unless it has both, and both say something. */
export async function basic(cx: Cx, keys: ReadonlySet<string>): Promise<readonly SecretUse[]> {
  const secret = cx.secret(secretRef);
  for (const key of ["username", "password"]) {
    if (!keys.has(key) || await secret.equals(key, "")) return [];
  }
  return [secret.basic()];
}

/** The Secret's token in a header of its own; `lacks` is said where there is none. */
export function headerToken(name: string, lacks: string, prefix = "") {
  return async (cx: Cx, keys: ReadonlySet<string>): Promise<readonly SecretUse[]> => {
    const secret = cx.secret(secretRef);
    if (!keys.has("token") || await secret.equals("token", "")) throw unusable(lacks);
    return [secret.header(name, "token", prefix)];
  };
}

/** The provider's own part refuses what it is given. */
export function unusable(why: string): Error {
  return invalid(`failed to initialize notifier: ${why}`);
}

/** A notifier for the providers of some types. */
export function sender(types: Readonly<Record<string, ProviderType>>): Notifier<ProviderSpec> {
  return {
    async send(request: SendRequest<ProviderSpec>, cx) {
      const { event, timeoutMs } = request;
      const { badAddress, auth, messages, unproven, isNamed } = types[request.spec.type]!;
      const way = await wayTo(request, cx);
      const noUrl = whyNoUrl(way);
      if (noUrl !== undefined) throw unusable(badAddress(way.address, noUrl));
      const uses = await auth?.(cx, way.keys) ?? [];
      const bare = uses.length === 0 ? unproven : {};
      const spec = isNamed ? await named(request.spec, way.keys, cx) : request.spec;
      const isAt = async (url: string) =>
        way.keys.has("address")
          ? await cx.secret(secretRef).equals("address", url)
          : way.address === url;
      for (const message of await messages(event, spec, isAt)) {
        const headers = { ...message.headers, ...bare };
        await post(cx, way, { ...message, headers, auth: uses, timeoutMs });
      }
      return {};
    },
  };
}

async function named(
  spec: ProviderSpec,
  keys: ReadonlySet<string>,
  cx: Cx,
): Promise<ProviderSpec> {
  if (!keys.has("username") || !keys.has("password")) return spec;
  const username = new TextDecoder().decode(await cx.secret(secretRef).value("username"));
  return { ...spec, username };
}
