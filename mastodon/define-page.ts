/**
 * What a settings page is to us, and the few ways of finding something on it: paths, form targets, field names,
 * structure; never a word.
 */
import type { FactsOf, PageId, SignedIn } from '../journey/facts';

/** A page being looked at. */
export interface View {
  document: Document;
  origin: string;
  path: string;
  account: SignedIn;
  /** The page's proving form. */
  form: HTMLFormElement | null;
}

/** Finds one control. */
export type FindOnPage = (view: Pick<View, 'document' | 'origin'>) => HTMLElement | null;

export interface Page<Id extends PageId = PageId> {
  id: Id;
  /**
   * Where it lives, POST addresses too: a refused form is shown again there with status 200 (docs/mastodon.md, Paths).
   * `:id` is a number.
   */
  paths: readonly string[];
  /** The form that proves the page, by its target and a field that must be in it, newest version first. */
  forms: readonly { action: string; field: string }[];
  /** For pages that can be without a form: something else that only they have. */
  proof?: (view: Omit<View, 'form'>) => boolean;
  /** What can be filled: selectors inside the form. Never a password, never a submit control. */
  fields: Readonly<Record<string, string>>;
  /** What can only be pointed at. */
  points: Readonly<Record<string, string | FindOnPage>>;
}
/** What a page shows. Apart from its definition, because the overlay finds controls and reads nothing. */
export type Read<Id extends PageId> = (view: View) => FactsOf<Id>;
export type AnyPage = { [Id in PageId]: Page<Id> }[PageId];

export function definePage<Id extends PageId>(page: Page<Id>): Page<Id> {
  return page;
}

/**
 * The path an element's `href` or `action` leads to on this server; null when it leads elsewhere. Both may be absolute
 * or root-relative (docs/mastodon.md, Forms, errors and links).
 */
export function pathOf(element: Element, origin: string): string | null {
  try {
    // Browsers keep this collection: a search of the whole page for each of its links would take time with their
    // square.
    const base = [...element.ownerDocument.getElementsByTagName('base')].find((each) => each.hasAttribute('href'))?.getAttribute('href') ?? '';
    // attributes, not properties: a form's `action` property is hidden by a field of that name
    const url = new URL(element.getAttribute(element.localName === 'form' ? 'action' : 'href') ?? '', new URL(base, `${origin}/`));
    return url.origin === origin ? url.pathname : null;
  } catch {
    return null;
  }
}

/** `:id` in a pattern stands for a number, which is captured. */
export function matchPath(pattern: string, path: string | null): RegExpExecArray | null {
  return path === null ? null : new RegExp(`^${pattern.replace(':id', '(\\d{1,15})')}/?$`).exec(path);
}

/**
 * The links that lead to a path here; with `method`, those that the page's script turns into a form of that method
 * (docs/mastodon.md, Forms, errors and links).
 */
export function linksTo({ document, origin }: Pick<View, 'document' | 'origin'>, pattern: string, method?: 'post' | 'delete'): HTMLAnchorElement[] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href]')];
  return links.filter((link) => link.getAttribute('data-method') === (method ?? null) && matchPath(pattern, pathOf(link, origin)));
}

/** For `points`: the first such link. */
export function linkTo(pattern: string, method?: 'post' | 'delete'): FindOnPage {
  return (view) => linksTo(view, pattern, method)[0] ?? null;
}

/** The number that `:id` stands for in the path of a link or a form. */
export function idIn(link: Element | null | undefined, origin: string, pattern: string): number | null {
  const id = link && matchPath(pattern, pathOf(link, origin))?.[1];
  return id ? Number(id) : null;
}

/**
 * In broken markup a form or a field may end up in a picture (`svg`, `math`): by its name it is one, and it can do
 * nothing.
 */
export function isHtml(element: Element): boolean {
  return element.namespaceURI === 'http://www.w3.org/1999/xhtml';
}

/** The page's proving form, if it is here. */
export function formOf(page: Pick<Page, 'forms'>, { document, origin }: Pick<View, 'document' | 'origin'>): HTMLFormElement | null {
  for (const { action, field } of page.forms)
    for (const form of document.querySelectorAll('form'))
      if (isHtml(form) && matchPath(action, pathOf(form, origin)) && form.querySelector(`[name="${field}"]`)) return form;
  return null;
}

/** What an element says to people. */
export function wordsOf(element: Element | null | undefined): string {
  return element ? textIn(element).replace(/\s+/g, ' ').trim() : '';
}

/** Elements whose text nobody sees; those that hold raw text could hold markup as well. */
const unseen: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'textarea',
  'title',
  'iframe',
  'noembed',
  'noframes',
  'xmp',
  'plaintext',
]);

/**
 * Unlike `textContent`: a control that is never closed encloses what follows it, and the block that holds the access
 * token may be among that.
 */
function textIn(element: Element): string {
  let text = '';
  for (const node of element.childNodes) {
    if (node.nodeType === 3) text += node.nodeValue;
    else if (node.nodeType === 1 && !unseen.has((node as Element).localName)) text += textIn(node as Element);
  }
  return text;
}

/** A handle as pages show it, without the leading `@`. */
export function handleOf(element: Element | null | undefined): string {
  return wordsOf(element).replace(/^@/, '');
}

/** What stands in a text field; null when nothing does. */
export function typedIn(document: Document, name: string): string | null {
  return document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value || null;
}

export function hasNotice(document: Document): boolean {
  return document.querySelector('.flash-message.notice') !== null;
}

/**
 * Whether the wrapper of one of these fields says that it was refused: `form_redirect_acct`, … (docs/mastodon.md,
 * Forms, errors and links).
 */
export function isRefused(document: Document, ...wrappers: string[]): boolean {
  return wrappers.some((wrapper) => document.querySelector(`.${wrapper}.field_with_errors`));
}

/** Accounts without a password prove themselves with their username. The password itself is never read. */
export function proofAsked(document: Document, usernameField: string): 'password' | 'username' {
  return document.querySelector(`[name="${usernameField}"]`) ? 'username' : 'password';
}

/**
 * What "Move followers" and "redirect only" have in common: a handle and a proof (docs/mastodon.md, Move and redirect,
 * 4.4).
 */
export function handleForm(document: Document, model: string): FactsOf<'redirect-new'> {
  const errors = { acct: [`${model}_acct`], proof: [`${model}_current_password`, `${model}_current_username`] };
  return {
    proof: proofAsked(document, `${model}[current_username]`),
    errorField: isRefused(document, ...errors.acct) ? 'acct' : isRefused(document, ...errors.proof) ? 'proof' : null,
    typed: typedIn(document, `${model}[acct]`),
  };
}
