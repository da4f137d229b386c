import { Failure } from "../contract/errors.ts";

/** The other end is gone or deaf, as this end found out. A failure that came over the wire is never one, whatever it calls itself. */
export class Lost extends Failure {}
