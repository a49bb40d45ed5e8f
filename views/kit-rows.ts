/** The kit's table in words: one row for each list, saved or not. */

import type { Translate } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import type { DetailId } from '../journey/detail-ids';
import { detailTrouble, expectedDetails, wantedDetails } from '../journey/detail-reading';
import { followersTrouble, readingSentences } from '../journey/follower-reading';
import { namesOf } from '../journey/names';
import type { Plan, SavedList } from '../journey/plan';
import { troubleSentence, wantedOf } from '../journey/saving';
import { hasMoved } from '../journey/steps';
import { type Text, text } from '../journey/text';
import { type ListKind, listKinds } from '../lists/kinds';

/** What `components/KitTable.tsx` draws. */
export interface KitRowInWords {
  id: ListKind | DetailId | 'followers' | 'following';
  name: string;
  rows: number | null;
  page: number | null;
  difference: string | null;
  when: { iso: string; text: string } | null;
  state: 'saved' | 'saving' | 'waiting' | 'not-offered' | 'failed';
  stateWord: string;
  sentence: string | null;
}

export function kitRows(plan: Plan, t: Translate, language: ShownLanguage): KitRowInWords[] {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const lists = listKinds.map((kind): KitRowInWords => {
    const list = plan.kit.lists[kind] ?? null;
    const { state, word, sentence } = stateOf(plan, kind, list);
    const difference = list === null ? [] : differenceOf(kind, list);
    return {
      id: kind,
      name: t(text(`lists.${kind}`)),
      rows: list?.rows ?? null,
      page: list === null ? (plan.seen.old.exports?.counts[kind] ?? null) : list.pageCount,
      difference: difference.length === 0 ? null : difference.map(t).join(' '),
      when: list === null ? null : { iso: new Date(list.at).toISOString(), text: day.format(list.at) },
      state,
      stateWord: t(text(`kit.states.${word}`)),
      sentence: sentence && t(sentence),
    };
  });
  const details = expectedDetails(plan).map((detail) => detailRow(plan, detail, t, day));
  return [...lists, followersRow(plan, 'before', t, day), followersRow(plan, 'follows', t, day), ...details];
}

/** Who follows the account, or whom it follows: read page by page; followers only before the move. */
function followersRow(plan: Plan, list: 'before' | 'follows', t: Translate, day: Intl.DateTimeFormat): KitRowInWords {
  const before = plan.followers.read[list];
  const reading = plan.followers.reading[list];
  const trouble = followersTrouble(plan, list);
  const of = before?.of ?? reading?.of ?? plan.old?.account?.[list === 'before' ? 'followers' : 'following'] ?? null;
  const row = {
    id: list === 'before' ? ('followers' as const) : ('following' as const),
    name: t(text(list === 'before' ? 'kit.followers.name' : 'kit.following.name')),
    rows: before?.count ?? null,
    page: of,
    difference: before !== null && of !== null && of !== before.count ? t(text('kit.followers.differs')) : null,
    when: before === null ? null : { iso: new Date(before.at).toISOString(), text: day.format(before.at) },
  };
  const is = (state: KitRowInWords['state'], word: State['word'], said: readonly Text[] = []) => ({
    ...row,
    state,
    stateWord: t(text(`kit.states.${word}`)),
    sentence: said.length === 0 ? null : said.map(t).join(' '),
  });
  if (before !== null) return is('saved', 'saved');
  if (list === 'before' && hasMoved(plan)) return is('not-offered', 'missing', [text('kit.followers.tooLate')]);
  if (trouble !== null) return is('failed', 'failed', [trouble]);
  if (reading === undefined) return is('waiting', 'missing');
  return is('saving', 'saving', [...readingSentences(plan, list), text('kit.followers.goesOn', { handle: namesOf(plan).old })]);
}

/** What stands on a settings page of its own: kept as files, with the settings or people in them for its rows. */
function detailRow(plan: Plan, detail: DetailId, t: Translate, day: Intl.DateTimeFormat): KitRowInWords {
  const read = plan.details.read[detail];
  const trouble = detailTrouble(plan, detail);
  const is = (state: KitRowInWords['state'], word: State['word'], sentence: Text | null): KitRowInWords => ({
    id: detail,
    name: t(text(`details.names.${detail}`)),
    rows: read?.rows ?? null,
    page: null,
    difference: null,
    when: read === undefined ? null : { iso: new Date(read.at).toISOString(), text: day.format(read.at) },
    state,
    stateWord: t(text(`kit.states.${word}`)),
    sentence: sentence && t(sentence),
  });
  if (read !== undefined) return is('saved', 'saved', read.files.length === 0 ? text('kit.details.empty') : null);
  if (hasMoved(plan)) return is('not-offered', 'missing', text('kit.details.tooLate'));
  if (trouble !== null) return is('failed', 'failed', trouble);
  const isWanted = wantedDetails(plan, 'old').includes(detail);
  return is('waiting', 'missing', isWanted ? text('kit.details.goesOn', { handle: namesOf(plan).old }) : null);
}

type State = { state: KitRowInWords['state']; word: string & keyof typeof words; sentence: Text | null };
/** Every word of `kit.states`; the keys are checked by `text`. */
const words = { saved: 1, dropped: 1, saving: 1, waiting: 1, missing: 1, 'not-offered': 1, failed: 1, 'failed-again': 1 } as const;

function stateOf(plan: Plan, kind: ListKind, list: SavedList | null): State {
  const { saving } = plan.kit;
  if (saving?.kind === kind) return { state: 'saving', word: 'saving', sentence: null };
  if (saving?.left.includes(kind)) return { state: 'waiting', word: 'waiting', sentence: null };
  const isAskedFor = wantedOf(plan).includes(kind) || plan.kit.problems[kind]?.kind === 'gone';
  const trouble = isAskedFor ? troubleSentence(plan, kind) : null;
  if (trouble !== null) return { state: 'failed', word: list === null ? 'failed' : 'failed-again', sentence: trouble };
  if (list !== null) return { state: 'saved', word: list.source === 'dropped' ? 'dropped' : 'saved', sentence: null };
  if (plan.seen.old.exports === null || wantedOf(plan).includes(kind)) return { state: 'waiting', word: 'missing', sentence: null };
  const isClosed = kind === 'custom_filters' && plan.seen.old.account?.functional === false;
  const server = namesOf(plan).oldServer;
  return { state: 'not-offered', word: 'not-offered', sentence: isClosed ? text('kit.filtersClosed') : text('kit.notOffered', { server }) };
}

/** Both numbers are shown and explained, not judged: they count different things (docs/mastodon.md, Export). */
function differenceOf(kind: ListKind, { rows, pageCount, source, notes }: SavedList): Text[] {
  if (source === 'filters-pages') return [text('kit.fromPages'), ...notes.map((note) => text(`kit.notes.${note}`))];
  if (pageCount === null || pageCount === rows) return [];
  const difference = kind === 'lists' ? text('kit.differs.lists') : kind === 'follows' ? text('kit.differs.follows') : text('kit.differs.other');
  return [difference];
}
