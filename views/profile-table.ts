/** The table of the profile in words: what the old account has beside what the new one has, row by row. */

import type { Translate } from '../browser/i18n';
import type { ProfileLinksInWords, ProfileRowInWords } from '../components/ProfileTable';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { newProfileAddress, profileLinks } from '../journey/profile-links';
import { isPicture, type ProfileRow } from '../journey/profile-rows';
import type { ProfileRowId, ProfileValues } from '../journey/profile-values';
import { type Text, text } from '../journey/text';
import { valueInWords } from './profile-words';

/** Where a browser finds a picture; null or none while there is none. */
export type PictureAddresses = Partial<Record<ProfileRowId, string | null>>;

export interface ProfileInHand {
  server: string;
  pictures: { old: PictureAddresses; there: PictureAddresses };
  isTicked(row: ProfileRow): boolean;
  onTick(row: ProfileRow, isTicked: boolean): void;
}

/** It differs, and the new account can take it. */
export function canBeTaken(row: ProfileRow): boolean {
  return !row.isSame && row.problems.length === 0;
}

export function rowInWords(row: ProfileRow, { server, pictures, isTicked, onTick }: ProfileInHand, t: Translate): ProfileRowInWords {
  const shown = (side: 'old' | 'there') => ({
    lines: valueInWords(row.id, row[side], t),
    picture: isPicture(row.id) && (side === 'old' || row.there.length > 0) ? (pictures[side][row.id] ?? null) : null,
  });
  const fate = row.isSame || row.fate === null ? [] : [text(`profile.fates.${row.fate}`, { server })];
  return {
    id: row.id,
    name: t(text(`profile.rows.${row.id}`)),
    old: shown('old'),
    there: shown('there'),
    tick: canBeTaken(row)
      ? {
          isTicked: isTicked(row),
          label: t(text('profile.take', { name: text(`profile.rows.${row.id}`) })),
          onTick: (is) => onTick(row, is),
        }
      : null,
    state: t(stateOf(row, isTicked(row))),
    tone: row.isSame ? 'done' : row.problems.length > 0 || row.fate === 'refused' ? 'warn' : 'none',
    notes: [...fate, ...row.problems, ...row.hints].map(t),
  };
}

function stateOf(row: ProfileRow, isTicked: boolean): Text {
  if (row.isSame) return text(row.fate === 'taken' ? 'profile.states.taken' : 'profile.states.same');
  if (row.problems.length > 0) return text('profile.states.hand');
  return text(isTicked ? (row.there.length === 0 ? 'profile.states.take' : 'profile.states.replace') : 'profile.states.leave');
}

/** Which website must name the new profile, and whether its server has seen that it does. */
export function linksInWords(plan: Plan, old: ProfileValues, t: Translate): ProfileLinksInWords | null {
  const links = profileLinks(plan, old);
  if (links.length === 0) return null;
  const server = namesOf(plan).newServer;
  const profile = newProfileAddress(plan);
  return {
    title: t(text('profile.links.title')),
    lead: t(text('profile.links.lead', { server })),
    code: `<a rel="me" href="${profile}">Mastodon</a>`,
    links: links.map(({ address, isThere, isVerified }) => ({
      address,
      isVerified,
      state: t(text(isVerified ? 'profile.links.verified' : isThere ? 'profile.links.open' : 'profile.links.notThere', { server })),
    })),
  };
}
