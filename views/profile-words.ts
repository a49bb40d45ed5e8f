/** What stands in a row of the profile, in the person's language. */
import type { Translate } from '../browser/i18n';
import { type DeletionPart, deletionParts, inPairs, type ProfileRowId } from '../journey/profile-values';
import { type Text, text } from '../journey/text';

/** Lines as they are shown. What the person wrote stays as it is; of choices, those we know are put into words. */
export function valueInWords(id: ProfileRowId, values: readonly string[], t: Translate): string[] {
  const [value] = values;
  if (value === undefined) return [t(text(id === 'default_language' ? 'profile.choices.sameLanguage' : 'profile.none'))];
  switch (id) {
    case 'display_name':
    case 'note':
      return value.split('\n');
    case 'fields':
      return inPairs(values).map(([label, value]) => `${label} – ${value}`);
    case 'featured_tags':
      return [values.map((name) => `#${name}`).join(' ')];
    case 'attribution':
      return [...values];
    case 'deletion':
      return deletionInWords(values, t);
    case 'avatar':
    case 'header':
      return [t(text('profile.picture'))];
    case 'default_language':
      return [languageInWords(value, t)];
    case 'default_privacy':
      return [isKnown(visibilities, value) ? t(text(`profile.choices.visibility.${value}`)) : value];
    case 'default_quote_policy':
      return [isKnown(quotePolicies, value) ? t(text(`profile.choices.quotes.${value}`)) : value];
    default:
      return [value === 'true' || value === 'false' ? t(text(`profile.switch.${value}`)) : value];
  }
}

/** How old posts must be, and what stays all the same. */
function deletionInWords(values: readonly string[], t: Translate): string[] {
  const parts = new Map(inPairs(values));
  const of = (part: DeletionPart) => parts.get(part) ?? '';
  const kept = deletionParts.flatMap((part): Text[] => {
    const value = of(part);
    if (part === 'min_status_age' || value === '' || value === 'false') return [];
    return [part === 'min_favs' || part === 'min_reblogs' ? text(`profile.deletion.${part}`, { count: Number(value) }) : text(`profile.deletion.${part}`)];
  });
  return [t(ageInWords(Number(of('min_status_age')))), ...(kept.length === 0 ? [] : [t(text('profile.deletion.except', { kept }))])];
}

const DAY = 86_400;

/** Seconds, as the form has them: months and years are a twelfth, and all, of the year of the calendar. */
function ageInWords(seconds: number): Text {
  const [weeks, months] = [seconds / (7 * DAY), Math.round(seconds / (30.436_875 * DAY))];
  if (Number.isInteger(weeks)) return text('profile.deletion.weeks', { count: weeks });
  return months % 12 === 0 ? text('profile.deletion.years', { count: months / 12 }) : text('profile.deletion.months', { count: months });
}

const visibilities = ['public', 'unlisted', 'private'] as const;
const quotePolicies = ['public', 'followers', 'nobody'] as const;

const isKnown = <Choice extends string>(choices: readonly Choice[], value: string): value is Choice => (choices as readonly string[]).includes(value);

/** A capital letter where it stands alone: some languages write their names small. */
function languageInWords(code: string, t: Translate): string {
  const name = t(text('profile.choices.language', { language: code }));
  return name === code ? code : name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
