/** Every attack by its name, `category.attack`. */
import type { Attack, Attacks } from "../world.ts";
import { addresses, answers, downloads } from "./answers.ts";
import { caching } from "./caches.ts";
import { descriptors, proc } from "./proc.ts";
import { environment } from "./environment.ts";
import { bombs, cpu, memory } from "./exhaustion.ts";
import { files } from "./files.ts";
import { floods } from "./floods.ts";
import { brokenFrames, forgedFrames } from "./frames.ts";
import { capabilities, handles } from "./handles.ts";
import { imports } from "./imports.ts";
import { later } from "./later.ts";
import { leftovers } from "./leftovers.ts";
import { lies } from "./lies.ts";
import { links } from "./links.ts";
import { network } from "./network.ts";
import { permissions } from "./permissions.ts";
import { raw } from "./raw.ts";
import { ends, realm } from "./realm.ts";
import { shapes } from "./shapes.ts";
import { signals } from "./signals.ts";
import { foreign, spawn } from "./spawn.ts";
import { starts } from "./starts.ts";
import { sweep } from "./sweep.ts";
import { tenants } from "./tenants.ts";
import { workers } from "./workers.ts";

const categories = {
  files,
  links,
  environment,
  network,
  spawn,
  foreign,
  signals,
  proc,
  descriptors,
  imports,
  workers,
  caching,
  permissions,
  cpu,
  memory,
  bombs,
  brokenFrames,
  forgedFrames,
  handles,
  capabilities,
  ends,
  realm,
  floods,
  lies,
  answers,
  downloads,
  addresses,
  shapes,
  raw,
  starts,
  later,
  leftovers,
  sweep,
  tenants,
} satisfies Record<string, Attacks>;

/** `files.readText` and all the others. */
export type AttackName = {
  [C in keyof typeof categories]: `${C}.${string & keyof typeof categories[C]}`;
}[keyof typeof categories];

export const attacks: Readonly<Record<string, Attack>> = Object.fromEntries(
  Object.entries(categories).flatMap(([category, all]) =>
    Object.entries(all).map(([name, attack]) => [`${category}.${name}`, attack])
  ),
);
