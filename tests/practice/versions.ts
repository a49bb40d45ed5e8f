/**
 * The flavours of Mastodon the practice servers can be. What differs by version is asked with `since`, at the place
 * where it differs.
 */
export const flavours = {
  '4.1': '4.1.0',
  '4.2': '4.2.0',
  '4.3': '4.3.23',
  '4.4': '4.4.22',
  '4.5': '4.5.15',
  '4.6': '4.6.5',
  '4.8': '4.8.0-alpha.1',
  'glitch-4.5': '4.5.15+glitch',
} as const;
export type Flavour = keyof typeof flavours;

/** Also takes a full version string, for what changed in a patch release. */
export function versionOf(flavour: string): string {
  return flavours[flavour as Flavour] ?? flavour;
}

export function since(server: { options: { version: string } }, wanted: string): boolean {
  const have = numbers(versionOf(server.options.version));
  const need = numbers(wanted);
  for (let index = 0; index < 3; index++) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export function isGlitch(server: { options: { version: string } }): boolean {
  return versionOf(server.options.version).includes('+glitch');
}

/** Of an account (docs/mastodon.md, Profile). glitch-soc can be set up to allow more; here it is. */
export function nameLimit(server: { options: { version: string } }): number {
  return isGlitch(server) ? 60 : since(server, '4.6') ? 40 : 30;
}
export const NOTE_LIMIT = 500;
export const FIELD_LIMIT = 4;

function numbers(version: string): number[] {
  return version
    .replace(/[-+].*$/, '')
    .split('.')
    .map(Number);
}
