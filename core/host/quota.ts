import { scratchUsage } from "../capability/mod.ts";

export interface QuotaOptions {
  readonly folder: string;
  /** Bytes that it may take now. */
  readonly quotaBytes: () => number;
  /** Nobody is to write there now: it is looked at less often. */
  readonly isIdle?: () => boolean;
  /** Called once, when it takes more, or cannot be looked into: what is hidden may be anything. */
  readonly onFull: () => void;
}

const LOOK_MS = 200;
/** While idle, of how many looks one is taken. */
const SELDOM = 10;
/** Looking takes at most this part of the time. */
const SHARE = 1 / 10;

/** Looks at a folder again and again until it is full or the watch is called off. */
export function watchQuota(
  { folder, quotaBytes, isIdle = () => false, onFull }: QuotaOptions,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false, left = 0;
  const look = async () => {
    if (isIdle() && left++ % SELDOM > 0) return wait(LOOK_MS);
    const started = performance.now(), quota = quotaBytes();
    const bytes = await scratchUsage(folder, quota).catch(() => Infinity);
    if (over) return;
    if (bytes > quota) return onFull();
    wait(Math.max(LOOK_MS, (performance.now() - started) / SHARE));
  };
  const wait = (ms: number) => {
    timer = setTimeout(() => void look(), ms);
    Deno.unrefTimer(Number(timer));
  };
  wait(LOOK_MS);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
