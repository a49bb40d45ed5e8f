/** Which settings page this is, what it shows, and where its controls are. */
import type { PageId, PageSeen } from '../journey/facts';
import { readAccount } from './account';
import { type AnyPage, type FindOnPage, formOf, isHtml, linkTo, matchPath, type View, wordsOf } from './define-page';
import { pages, readers } from './pages';

type Address = Pick<Location, 'origin' | 'pathname'>;

/** Null on every page that is not certainly one of ours, and where nobody is signed in. */
export function detectPage(address: Address, document: Document): PageSeen | null {
  const seen = readAccount(document);
  if (seen === null) return null;
  const here = { document, origin: address.origin, path: address.pathname, account: seen.account };
  const page = pageAt(here);
  if (page === null) return null;
  const view: View = { ...here, form: formOf(page, here) };
  const { account, server } = seen;
  // `page` and `facts` belong together: both come from the same definition
  return { page: page.id, url: address.origin + address.pathname, account, server, labels: labelsOf(page, view), facts: readers[page.id](view) } as PageSeen;
}

/** Which page this is, without reading it. */
export function pageAt(view: Omit<View, 'form'>): AnyPage | null {
  return pages.find((candidate) => isPage(candidate, view)) ?? null;
}

function isPage(page: AnyPage, view: Omit<View, 'form'>): boolean {
  return page.paths.some((path) => matchPath(path, view.path)) && (formOf(page, view) !== null || page.proof?.(view) === true);
}

/** A control by the name the page's definition gives it, to be pointed at. */
export function fieldOf(id: PageId, name: string, document: Document, address: Address = document.location): HTMLElement | null {
  const page = pages.find((candidate) => candidate.id === id);
  return page ? (fillableOf(page, name, document, address) ?? pointOf(page, name, { document, origin: address.origin })) : null;
}

/** A field that may be filled; null for everything that can only be pointed at. */
export function fillableOf(page: AnyPage, name: string, document: Document, { origin }: Pick<Location, 'origin'>): HTMLElement | null {
  const selector = Object.hasOwn(page.fields, name) ? page.fields[name] : undefined;
  const field = selector ? formOf(page, { document, origin })?.querySelector<HTMLElement>(selector) : null;
  return field && isHtml(field) ? field : null;
}

/** In the side navigation of every page (docs/mastodon.md, Frame of a settings page). */
const everywhere: Readonly<Record<string, FindOnPage>> = { signOut: linkTo('/auth/sign_out', 'delete') };

function pointOf(page: AnyPage, name: string, view: Pick<View, 'document' | 'origin'>): HTMLElement | null {
  const points = Object.hasOwn(page.points, name) ? page.points : everywhere;
  const point = Object.hasOwn(points, name) ? points[name] : undefined;
  return typeof point === 'string' ? view.document.querySelector<HTMLElement>(point) : (point?.(view) ?? null);
}

/** The page's own words on its links and buttons, for telling the person what to press. */
function labelsOf(page: AnyPage, view: View): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const name of Object.keys(page.points)) {
    const control = pointOf(page, name, view);
    const words = control?.matches('a, button') ? wordsOf(control).slice(0, 200) : '';
    if (words) labels[name] = words;
  }
  return labels;
}
