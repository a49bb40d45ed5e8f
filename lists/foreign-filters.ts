/** Filters as the API gives them and as other programs write them, turned into those of Mastodon's own export. */
import { columnOf, ENDS } from './file-words';
import type { LeftRow } from './foreign-csv';
import { isRecord, type JsonObject } from './json';

/** A filter as `/api/v2/filters` gives it (4.0+), or as `/api/v1/filters` (2.4.3+). */
export function isFilter(item: unknown): item is JsonObject {
  return isRecord(item) && Array.isArray(item.context) && (typeof item.title === 'string' || typeof item.phrase === 'string');
}

export function filterOf(filter: JsonObject) {
  const words = Array.isArray(filter.keywords) ? filter.keywords : Array.isArray(filter.keywords_attributes) ? filter.keywords_attributes : [];
  const one = typeof filter.phrase === 'string' ? [{ keyword: filter.phrase, whole_word: filter.whole_word === true }] : [];
  const named = [filter.filter_action, filter.action].find((action) => typeof action === 'string');
  return {
    title: typeof filter.title === 'string' ? filter.title : filter.phrase,
    expires_at: typeof filter.expires_at === 'string' ? filter.expires_at : null,
    context: filter.context,
    action: named ?? (filter.irreversible === true ? 'hide' : 'warn'),
    keywords_attributes: words.length > 0 ? words.filter(isRecord).map(({ keyword, whole_word }) => ({ keyword, whole_word: whole_word === true })) : one,
    // The API names posts by their numbers on the old server, which mean nothing elsewhere.
    statuses: Array.isArray(filter.statuses) ? filter.statuses.filter((post): post is string => typeof post === 'string') : [],
  };
}

type Part = 'title' | 'words' | 'whole' | 'action' | 'hide' | 'ends' | 'places';
const parts: readonly (readonly [RegExp, Part])[] = [
  [/^(?:title|name|filter|titre|titel|título)$/, 'title'],
  [/^(?:keywords?|phrases?|words?|mots?(?:[- ]clés?)?|schlagw(?:ort|örter)|palabras?(?: clave)?)$/, 'words'],
  [/^(?:whole words?|mots? entiers?|ganzes wort|palabra completa)$/, 'whole'],
  [/^(?:(?:filter )?action|aktion|acción)$/, 'action'],
  [/^(?:irreversible|hide|hidden)$/, 'hide'],
  [/^(?:contexts?|contextes?|kontext|contextos?|where|places|appl(?:y|ies) to)$/, 'places'],
];

/** Mastodon's places of a filter by the words that its own pages and other programs have for them. */
const places: readonly (readonly [RegExp, string])[] = [
  [/^(?:home|accueil|startseite|home (?:timeline|and lists))$/, 'home'],
  [/^notifications?$/, 'notifications'],
  [/^(?:public|local|federated|public timelines?)$/, 'public'],
  [/^(?:thread|threads|conversations?|replies)$/, 'thread'],
  [/^(?:account|accounts|profiles?)$/, 'account'],
];

export interface FiltersOfTable {
  readonly text: string;
  readonly columnsLeft: readonly string[];
  readonly left: readonly LeftRow[];
}

/**
 * One word a row, or several; rows of one title are one filter. Null where the table does not say where its filters
 * apply: a filter that applies nowhere is none, and one that applies everywhere is not ours to make.
 */
export function filtersOfTable(records: readonly (readonly string[])[]): FiltersOfTable | null {
  const [words = [], ...rows] = records;
  const names = words.map((word) => partOf(word));
  if (!names.includes('words') || !names.includes('places')) return null;
  const left: LeftRow[] = [];
  const filters = new Map<string, ReturnType<typeof emptyFilter>>();
  const hasWarn = rows.some((row) => /^warn/i.test(row[names.indexOf('action')]?.trim() ?? ''));
  for (const row of rows) {
    const cell = (part: Part) => (row[names.indexOf(part)] ?? '').trim();
    const several = /s$/i.test(words[names.indexOf('words')]?.trim() ?? '');
    const keywords = several ? cell('words').split(/[,;|\n]/) : [cell('words')];
    const found = keywords.map((keyword) => keyword.trim()).filter(Boolean);
    const context = placesIn(cell('places'));
    if (found.length === 0 || context.length === 0) {
      left.push({ row: row.join(','), why: 'no-filter' });
      continue;
    }
    const filter = emptyFilter(cell('title') || (found[0] ?? ''), endOf(cell('ends')), context, actionOf(cell('action'), cell('hide'), hasWarn));
    const key = JSON.stringify(filter);
    const known = filters.get(key) ?? filter;
    known.keywords_attributes.push(...found.map((keyword) => ({ keyword, whole_word: isYes(cell('whole')) })));
    filters.set(key, known);
  }
  const lost = (part: Part | null, at: number) =>
    part === null || (part === 'ends' && rows.some((row) => !isEndless(row[at] ?? '') && endOf(row[at] ?? '') === null));
  const isFilled = (at: number) => rows.some((row) => (row[at] ?? '').trim() !== '');
  const columnsLeft = names.flatMap((part, at) => (lost(part, at) && isFilled(at) ? [words[at]?.trim() || String(at + 1)] : []));
  return { text: JSON.stringify({ custom_filters: [...filters.values()] }), columnsLeft, left };
}

/** Whether a first line speaks of filters at all. */
export function looksLikeFilters(words: readonly string[]): boolean {
  return words.length > 1 && words.some((word) => ['words', 'whole'].includes(partOf(word) ?? ''));
}

function partOf(word: string): Part | null {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, ' ');
  return parts.find(([pattern]) => pattern.test(plain))?.[1] ?? (columnOf(plain) === ENDS ? 'ends' : null);
}

function emptyFilter(title: string, expires_at: string | null, context: readonly string[], action: string) {
  return { title, expires_at, context, action, keywords_attributes: [] as { keyword: string; whole_word: boolean }[], statuses: [] };
}

function placesIn(cell: string): string[] {
  const found = cell
    .toLowerCase()
    .split(/[,;|/+[\]"']+/)
    .map((word) => word.trim().replace(/[_-]+/g, ' '));
  const known = found.flatMap((word) => places.find(([pattern]) => pattern.test(word))?.[1] ?? []);
  return [
    ...new Set(
      known.length > 0 ? known : found.flatMap((word) => word.split(' ')).flatMap((word) => places.find(([pattern]) => pattern.test(word))?.[1] ?? []),
    ),
  ];
}

/**
 * "Hide" takes a post away where "warn" stands beside it; elsewhere it hides behind a warning, and "drop" takes away.
 * Of a word that we do not know, the gentler one holds.
 */
function actionOf(action: string, irreversible: string, hasWarn: boolean): string {
  if (action === '') return isYes(irreversible) ? 'hide' : 'warn';
  if (/^(?:drop|block|remove)/i.test(action) || (hasWarn && /^(?:hide|masquer|ausblenden|ocultar)/i.test(action))) return 'hide';
  return /^blur/i.test(action) ? 'blur' : 'warn';
}

const isYes = (cell: string) => /^(?:true|t|1|yes|y|on|vrai|oui|wahr|ja|x)$/i.test(cell.trim());

/** Words for a filter that does not end. */
const isEndless = (cell: string) => /^(?:|0|-|–|—|∞|never|none|null|no|jamais|aucune?|nie|nunca|mai|nooit)$/i.test(cell.trim());

function endOf(cell: string): string | null {
  const time = /\D/.test(cell.trim()) ? Date.parse(cell) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
