import Type from "typebox";
import { type Data, strict } from "./objects.ts";

export interface ServeRequest {
  readonly options: Data;
}

export const Served = Type.Object({}, strict);
