/**
 * Filters from their own pages, for servers before 4.6, which export none (docs/mastodon.md, Filters).
 * What comes out has the shape of an entry of `custom_filters.json`; what the pages do not tell is said beside it.
 */
import { idIn, linksTo } from './define-page';

/** One filter on `/filters`. */
export interface FilterLink {
  id: number;
  /** Where all of it stands: the list cuts keywords to five. */
  path: string;
  expires: boolean;
  expired: boolean;
  /** When, to the minute; null where the page does not tell it in English. */
  endsAt: string | null;
}

/** The keys are those of Mastodon's own JSON; posts are named on pages of their own and stay out. */
export interface PageFilter {
  title: string;
  expires_at: string | null;
  context: string[];
  action: string;
  keywords_attributes: { keyword: string; whole_word: boolean }[];
  statuses: string[];
}

export interface FilterRead {
  filter: PageFilter;
  /**
   * The list did not tell the end, and the filter's own page shows only the nearest of six spans, or none for what
   * lasts longer than a week.
   */
  guessedExpiry: boolean;
  /** Single posts are hidden by this filter too; their addresses are not on this page. */
  hasPosts: boolean;
}

const editPage = '/filters/:id/edit';
/** The longest span that the page offers. */
const WEEK = 604_800;

/**
 * "Expires on Nov 22, 2026, 09:30", in the server's time, which is UTC (`filters/_filter.html.haml`, `l` without a zone
 * of the person's own).
 */
const END = /\b([A-Z][a-z]{2}) (\d{1,2}), (\d{4}), (\d{2}):(\d{2})\b/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function endIn(title: string): string | null {
  const [, month = '', ...numbers] = END.exec(title) ?? [];
  const [day = 0, year = 0, hour = 0, minute = 0] = numbers.map(Number);
  const at = months.indexOf(month);
  return at === -1 ? null : new Date(Date.UTC(year, at, day, hour, minute)).toISOString();
}

/**
 * The list of filters, asked for in English; null when this is another page. An account without filters has an empty
 * list.
 */
export function readFilterIndex(document: Document, origin: string): FilterLink[] | null {
  const view = { document, origin };
  if (linksTo(view, '/filters/new').length === 0) return null;
  const filters = new Map<number, FilterLink>();
  for (const link of linksTo(view, editPage)) {
    const id = idIn(link, origin, editPage) ?? 0;
    const expired = link.closest('.expired') !== null;
    // two links lead to each filter; its title says whether it ends
    const end = link.querySelector('.expiration');
    const expires = expired || end !== null || filters.get(id)?.expires === true;
    const endsAt = endIn(end?.getAttribute('title') ?? '') ?? filters.get(id)?.endsAt ?? null;
    filters.set(id, { id, path: `/filters/${id}/edit`, expires, expired, endsAt });
  }
  return [...filters.values()];
}

/** One filter's own page; null when it is another page, or of a form we do not know (Hometown). */
export function readFilter(document: Document, origin: string, { id, expires, expired, endsAt }: FilterLink, now: Date): FilterRead | null {
  const form = [...document.querySelectorAll('form')].find((each) => idIn(each, origin, '/filters/:id') === id);
  const title = form?.querySelector<HTMLInputElement>('[name="custom_filter[title]"]')?.value;
  if (!form || !title) return null;
  const span = Number(form.querySelector<HTMLSelectElement>('[name="custom_filter[expires_in]"]')?.value || 0);
  return {
    filter: {
      title,
      expires_at: endsAt ?? (expires || span > 0 ? new Date(now.getTime() + (expired ? 0 : span || WEEK) * 1000).toISOString() : null),
      context: [...form.querySelectorAll<HTMLInputElement>('[type="checkbox"][name="custom_filter[context][]"]:checked')].map((box) => box.value),
      action: form.querySelector<HTMLInputElement>('[name="custom_filter[filter_action]"]:checked')?.value ?? 'warn',
      keywords_attributes: keywordsIn(form),
      statuses: [],
    },
    guessedExpiry: endsAt === null && (expires || span > 0),
    hasPosts: linksTo({ document, origin }, `/filters/${id}/statuses`).length > 0,
  };
}

function keywordsIn(form: HTMLFormElement): PageFilter['keywords_attributes'] {
  return [...form.querySelectorAll<HTMLInputElement>('input[name^="custom_filter[keywords_attributes]"][name$="[keyword]"]')].flatMap((input) => {
    const whole = input.name.replace(/\[keyword\]$/, '[whole_word]');
    // a hidden `0` of the same name stands before each box
    const box = form.querySelector<HTMLInputElement>(`input[type="checkbox"][name="${whole}"]`);
    return input.value === '' ? [] : [{ keyword: input.value, whole_word: box === null || box.matches(':checked') }];
  });
}
