/** Programs that can move an account to a Mastodon server, told by the name that nodeinfo gives. */

export const programs = ['gotosocial', 'pleroma', 'misskey', 'pixelfed', 'unknown'] as const;
export type Program = (typeof programs)[number];

/** Forks keep the settings of the program they come from. */
const families: Readonly<Record<string, Program>> = {
  gotosocial: 'gotosocial',
  pleroma: 'pleroma',
  akkoma: 'pleroma',
  misskey: 'misskey',
  sharkey: 'misskey',
  firefish: 'misskey',
  calckey: 'misskey',
  iceshrimp: 'misskey',
  'iceshrimp.net': 'misskey',
  cherrypick: 'misskey',
  foundkey: 'misskey',
  pixelfed: 'pixelfed',
};

/**
 * Where its settings let an account move away. Where a program keeps them behind no address of their own, its front
 * page.
 */
const paths: Record<Program, string> = {
  gotosocial: '/settings',
  pleroma: '/',
  misskey: '/settings/migration',
  pixelfed: '/settings/home',
  unknown: '/',
};

export function programOf(software: string): Program {
  const name = software.toLowerCase();
  return Object.hasOwn(families, name) ? (families[name] ?? 'unknown') : 'unknown';
}

export function movePath(software: string): string {
  return paths[programOf(software)];
}

/** A server that speaks with Mastodon, and is none. Empty while nothing is known of it. */
export function isOtherSoftware({ server: { software } }: { server: { software: string } }): boolean {
  return software !== '' && software !== 'mastodon';
}
