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

export interface QuotaWatch {
  /** Somebody may write from now on. */
  hurry(): void;
  stop(): void;
}

const LOOK_MS = 200, IDLE_LOOK_MS = 2000;
/** Looking takes at most this part of the time. */
const SHARE = 1 / 10;

/** Looks at a folder again and again until it is full or the watch is stopped. */
export function watchQuota(
  { folder, quotaBytes, isIdle = () => false, onFull }: QuotaOptions,
): QuotaWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false, isSlow = false;
  const look = async () => {
    isSlow = false;
    const started = performance.now(), quota = quotaBytes();
    const bytes = await scratchUsage(folder, quota).catch(() => Infinity);
    if (over) return;
    if (bytes > quota) return onFull();
    isSlow = isIdle();
    wait(isSlow ? IDLE_LOOK_MS : Math.max(LOOK_MS, (performance.now() - started) / SHARE));
  };
  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), ms);
    Deno.unrefTimer(Number(timer));
  };
  wait(LOOK_MS);
  return {
    hurry() {
      if (isSlow) wait(LOOK_MS);
      isSlow = false;
    },
    stop() {
      over = true;
      clearTimeout(timer);
    },
  };
}
