/** Kubernetes' order of versions, newest and most stable first. */
export function compareVersions(a: string, b: string): number {
  const parse = (text: string) => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(text);
    if (match === null) return undefined;
    const stability = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
    return [stability, Number(match[1]), Number(match[3] ?? 0)] as const;
  };
  const x = parse(a), y = parse(b);
  if (x === undefined || y === undefined) {
    return x === y ? (a < b ? -1 : 1) : x === undefined ? 1 : -1;
  }
  for (let i = 0; i < 3; i++) if (x[i] !== y[i]) return y[i]! - x[i]!;
  return 0;
}
