/** The kit's table in words: one row for each list, saved or not. */

import type { Translate } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import type { Plan, SavedList } from '../journey/plan';
import { troubleSentence, wantedOf } from '../journey/saving';
import { type Text, text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import { type ListKind, listKinds } from '../lists/kinds';

/** What `components/KitTable.tsx` draws. */
export interface KitRowInWords {
  id: ListKind;
  name: string;
  rows: number | null;
  page: number | null;
  difference: string | null;
  when: { iso: string; text: string } | null;
  hash: string | null;
  state: 'saved' | 'saving' | 'waiting' | 'not-offered' | 'failed';
  stateWord: string;
  sentence: string | null;
}

export function kitRows(plan: Plan, t: Translate, language: ShownLanguage): KitRowInWords[] {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return listKinds.map((kind) => {
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
      hash: list?.sha256 ?? null,
      state,
      stateWord: t(text(`kit.states.${word}`)),
      sentence: sentence && t(sentence),
    };
  });
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
  const server = shownDomain(plan.old?.server.domain ?? '');
  return { state: 'not-offered', word: 'not-offered', sentence: isClosed ? text('kit.filtersClosed') : text('kit.notOffered', { server }) };
}

/** Both numbers are shown and explained, not judged: they count different things (docs/mastodon.md, Export). */
function differenceOf(kind: ListKind, { rows, pageCount, source, notes }: SavedList): Text[] {
  if (source === 'filters-pages') return [text('kit.fromPages'), ...notes.map((note) => text(`kit.notes.${note}`))];
  if (pageCount === null || pageCount === rows) return [];
  const difference = kind === 'lists' ? text('kit.differs.lists') : kind === 'follows' ? text('kit.differs.follows') : text('kit.differs.other');
  return [difference];
}
