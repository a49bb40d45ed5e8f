/**
 * Whether a server of this version (`4.6.0-beta.1+glitch`) has what came with `[major, minor]`; null when the version
 * cannot be read.
 */
export function isSince(version: string, [major, minor]: readonly [number, number]): boolean | null {
  const match = /^v?(\d+)\.(\d+)/.exec(version.trim());
  if (!match) return null;
  const [seenMajor, seenMinor] = [Number(match[1]), Number(match[2])];
  return seenMajor > major || (seenMajor === major && seenMinor >= minor);
}
