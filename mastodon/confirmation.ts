/**
 * What the last page before an import says, in English: read only in answers that we asked for with `?lang=en`
 * (docs/rules.md 6). Told apart by the few words that cannot be missing, so that a sentence may be put differently in
 * the next version.
 */
import type { Misfit } from '../journey/import/plan';
import type { ImportType } from '../lists/kinds';
import { wordsOf } from './define-page';
import { numbersIn } from './numbers';

export interface Confirmation {
  /** Null when it says none that we know. */
  type: ImportType | null;
  overwrites: boolean;
  total: number | null;
  fileName: string | null;
  /** 4.6+: filters name posts that this server does not know. They are left out, nothing else happens. */
  postWarnings: number;
  otherWarnings: number;
}

/** The first that fits: "the domains you block" is about domains, "your list of muted accounts" is no list. */
const signs: Readonly<Record<ImportType, RegExp>> = {
  domain_blocking: /\bdomain/i,
  bookmarks: /\bbookmark/i,
  custom_filters: /\bfilters?\b/i,
  muting: /\bmut(?:e|ed|ing)\b/i,
  blocking: /\bblock/i,
  following: /\bfollow/i,
  lists: /\blists?\b/i,
};
/** Every sentence of an overwriting import has one of these (4.2 to 4.8). */
const OVERWRITES = /\breplac|\bstop following\b|\boverwrit|\bremov|\bdelet/i;

export function typeIn(words: string): ImportType | null {
  const types = Object.keys(signs) as ImportType[];
  return types.find((type) => signs[type].test(words)) ?? null;
}

export function readConfirmation(document: Document): Confirmation {
  const strong = [...document.querySelectorAll('.content p.hint strong')].map(wordsOf);
  const isName = (words: string) => /\.\w{2,5}$/.test(words);
  const fileName = strong.find(isName) ?? null;
  const sentence = [...document.querySelectorAll('.content p.hint')].map(wordsOf).join(' ');
  // The name of a file of mutes says "muted" whatever is done with it.
  const said = fileName === null ? sentence : sentence.replaceAll(fileName, ' ');
  // 4.6 to 4.8 have no title for filters.
  const titles = [...document.querySelectorAll('.content h1, .content h2, .content-wrapper h1, .content-wrapper h2')].map(wordsOf).join(' ');
  const warnings = [...document.querySelectorAll('.flash-message.warning')].map(wordsOf);
  const posts = warnings.filter((words) => /\bposts?\b/i.test(words) && !/\btype\b/i.test(words));
  return {
    type: typeIn(said) ?? typeIn(titles),
    overwrites: OVERWRITES.test(said) || OVERWRITES.test(titles),
    total: strong.flatMap((words) => (isName(words) ? [] : numbersIn(words)))[0] ?? null,
    fileName,
    postWarnings: posts.length,
    otherWarnings: warnings.length - posts.length,
  };
}

export interface Meant {
  type: ImportType;
  rows: number;
  name: string;
  /** Posts named by filters: one warning about them is expected. */
  filterPosts: number;
}

/** Everything that is not as meant; nothing when all is right. */
export function misfitsOf(said: Confirmation, meant: Meant): Misfit[] {
  if (said.total === null || said.fileName === null || said.type === null) return ['unreadable'];
  const found: Misfit[] = [];
  if (said.type !== meant.type) found.push('other-type');
  if (said.overwrites) found.push('overwrites');
  if (said.total !== meant.rows) found.push('other-count');
  if (said.fileName !== meant.name) found.push('other-name');
  if (said.otherWarnings > 0 || said.postWarnings > (meant.filterPosts > 0 ? 1 : 0)) found.push('warned');
  return found;
}
