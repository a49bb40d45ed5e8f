/**
 * The old account's profile and settings beside the new one's, row by row, and what stands in the way of each. Pure.
 */
import { canTakeOver, type Plan } from './plan';
import type { ProfileFate } from './profile';
import { isSameValue, type ProfileRowId, type ProfileValues, profileRowIds } from './profile-values';
import { type Text, text } from './text';

export interface ProfileRow {
  readonly id: ProfileRowId;
  readonly old: readonly string[];
  readonly there: readonly string[];
  /** Nothing is to be done: both say the same. */
  readonly isSame: boolean;
  /** What became of it, once it was sent. */
  readonly fate: ProfileFate | null;
  /** Why the new server would not take it; empty where nothing is known against it. */
  readonly problems: readonly Text[];
  /** What the person should look at before. */
  readonly hints: readonly Text[];
  /** The new account has nothing there, and nothing speaks against it. */
  readonly isTicked: boolean;
}

/** Whether there is something to take over, and somewhere to take it to. */
export function hasProfilePage(plan: Plan): boolean {
  return canTakeOver(plan) && (plan.details.read.profile?.files.length ?? 0) > 0;
}

/** Rows in their order; what the old account has nothing of is none, nor what the new server has no place for. */
export function profileRows(plan: Plan, old: ProfileValues): ProfileRow[] {
  const { there, fates } = plan.profile;
  if (there === null) return [];
  return profileRowIds.flatMap((id) => {
    const [was, is] = [old[id] ?? [], there.values[id]];
    if (was.length === 0 || is === undefined) return [];
    const fate = fates[id] ?? null;
    const isSame = isPicture(id) ? fate === 'taken' : isSameValue(id, was, is);
    const problems = isSame ? [] : problemsOf(id, was, is, there.most);
    const hints = isSame ? [] : hintsOf(plan, id, was);
    const isOffered = !isSame && is.length === 0 && problems.length === 0 && fate === null;
    return [{ id, old: was, there: is, isSame, fate, problems, hints, isTicked: isOffered && !NEVER_TICKED.includes(id) }];
  });
}

/** It deletes posts of the new account: nobody gets that without a tick of their own. */
const NEVER_TICKED: readonly ProfileRowId[] = ['deletion'];

export const isPicture = (id: ProfileRowId): boolean => id === 'avatar' || id === 'header';

type Most = NonNullable<Plan['profile']['there']>['most'];

function problemsOf(id: ProfileRowId, was: readonly string[], is: readonly string[], most: Most): Text[] {
  switch (id) {
    case 'display_name':
      return tooLong(lengthOf(was[0] ?? ''), most.name);
    case 'note':
      return tooLong(countedLength(was[0] ?? ''), most.note);
    case 'fields':
      return fieldProblems(was, most);
    case 'featured_tags': {
      const all = new Set([...is, ...was].map((name) => name.toLowerCase())).size;
      return all > MOST_TAGS ? [text('profile.problems.tags', { count: all, most: MOST_TAGS })] : [];
    }
    case 'attribution':
      return was.length > MOST_DOMAINS ? [text('profile.problems.domains', { count: was.length, most: MOST_DOMAINS })] : [];
    default:
      return [];
  }
}

/** `app/models/featured_tag.rb`, 4.0 to 4.8. */
const MOST_TAGS = 10;
/** `app/models/concerns/account/attribution_domains.rb`, 4.3 to 4.8. */
const MOST_DOMAINS = 100;

const tooLong = (count: number, most: number): Text[] => (count > most ? [text('profile.problems.tooLong', { count, most })] : []);

function fieldProblems(was: readonly string[], most: Most): Text[] {
  const rows = Array.from({ length: Math.ceil(was.length / 2) }, (_, at) => ({ label: was[at * 2] ?? '', value: was[at * 2 + 1] ?? '' }));
  return [
    ...(rows.length > most.fields ? [text('profile.problems.fields', { count: rows.length, most: most.fields })] : []),
    // 4.3 drops such a row, and later ones refuse all of them (docs/mastodon.md, Profile).
    ...(rows.some(({ label, value }) => label.trim() === '' && value.trim() !== '') ? [text('profile.problems.label')] : []),
    ...rows.flatMap(({ label, value }) => [...tooLong(lengthOf(label), most.label), ...tooLong(lengthOf(value), most.value)]).slice(0, 1),
  ];
}

const lengthOf = (value: string): number => [...value].length;

/** A link counts 23 characters, a mention without its domain (`app/validators/note_length_validator.rb`, 4.8). */
function countedLength(note: string): number {
  return lengthOf(note.replace(/https?:\/\/\S+/g, 'x'.repeat(23)).replace(/(@\w+)@[\w.-]+\w/g, '$1'));
}

/** What the text says of the old server is not true any more on the new one. */
function hintsOf({ old }: Plan, id: ProfileRowId, was: readonly string[]): Text[] {
  if (id === 'deletion') return [text('profile.hints.deletion')];
  if (!['display_name', 'note', 'fields'].includes(id) || old === null) return [];
  const words = was.join('\n').toLowerCase();
  const hosts = [old.server.domain, new URL(old.server.origin).host].filter((host) => words.includes(host.toLowerCase()));
  // In a text of the old form a mention without a domain is somebody of that server.
  const bare = /(?:^|[^\w/@.])@(\w+)(?![\w@.-]*@|\w)/.exec(was.join('\n'))?.[1];
  return [
    ...(hosts[0] === undefined ? [] : [text('profile.hints.oldServer', { server: hosts[0] })]),
    ...(bare === undefined ? [] : [text('profile.hints.mention', { name: `@${bare}`, server: old.server.domain })]),
  ];
}
