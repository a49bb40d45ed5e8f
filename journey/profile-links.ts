/**
 * Links in the profile that a server verifies: the website has to link to the profile. After a move it has to name the
 * new one (docs/mastodon.md, Profile). Pure.
 */
import type { Plan } from './plan';
import type { ProfileValues } from './profile-values';

export interface ProfileLink {
  /** `https://amelie.example` */
  readonly address: string;
  /** The new profile has it. */
  readonly isThere: boolean;
  /** The new server has seen that the website links to the new profile. */
  readonly isVerified: boolean;
}

/** Those of the old profile, and those that the new one has besides; none before the new profile was read. */
export function profileLinks({ profile: { there } }: Plan, old: ProfileValues): ProfileLink[] {
  if (there === null) return [];
  const own = linksIn(there.values.fields ?? []);
  const verified = there.verified.map(plain);
  return [...new Map([...linksIn(old.fields ?? []), ...own].map((address) => [plain(address), address])).values()].map((address) => ({
    address,
    isThere: own.some((one) => plain(one) === plain(address)),
    isVerified: verified.includes(plain(address)),
  }));
}

/** Values that are a link and nothing else: Mastodon verifies no other. */
function linksIn(fields: readonly string[]): string[] {
  return fields.filter((value, at) => at % 2 === 1 && /^https:\/\/\S+$/.test(value.trim())).map((value) => value.trim());
}

function plain(address: string): string {
  return URL.canParse(address) ? new URL(address).href.replace(/\/$/, '') : address;
}

/** The page of the new account that a website has to link to. */
export function newProfileAddress({ new: party }: Plan): string {
  return `${party?.server.origin ?? ''}/@${party?.handle?.split('@')[0] ?? ''}`;
}
