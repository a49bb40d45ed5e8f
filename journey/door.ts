/** Where a person stands on a server, told by the address alone: these pages hold no script of ours. */

export const places = ['sign-in', 'sign-up', 'setup', 'inside'] as const;
/** `inside`: the web app, where only somebody signed in, confirmed and approved is led. */
export type Place = (typeof places)[number];

const addresses: readonly [Place, RegExp][] = [
  ['sign-in', /^\/auth\/sign_in\/?$/],
  ['sign-up', /^\/(?:auth\/sign_up|invite\/[^/]+)\/?$/],
  ['setup', /^\/auth\/setup\/?$/],
  // `/start` after the link in the e-mail, the others after signing in. What strangers can read as well proves nothing.
  ['inside', /^\/(?:start|home|getting-started|deck(?:\/.*)?)\/?$/],
];

export function placeOf(pathname: string): Place | null {
  return addresses.find(([, address]) => address.test(pathname))?.[0] ?? null;
}
