import { protobufType, readProtobuf } from "../protobuf/body.ts";
import { type Body, isYamlBody, mediaType, readBody } from "./body.ts";
import type { RequestContext } from "./context.ts";

/** The body of a write in whatever media type it came; `expected` names the kind. Throws 400, 413 or 415. */
export async function receiveBody(context: RequestContext, expected: string): Promise<Body> {
  const type = mediaType(context.headers.get("content-type"));
  if (type === protobufType) return readProtobuf(await context.bytes());
  const yaml = isYamlBody(type);
  return readBody(await context.text(), yaml, expected);
}
