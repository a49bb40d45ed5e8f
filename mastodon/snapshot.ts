/**
 * A page as it is built, without anything that anybody wrote or anything that says whose it is: for a report that a
 * page is not recognised. Tags stay, and of their attributes ids, classes, names, types and the paths of forms, each
 * only as far as it is made of plain lower-case words. No text, no value, no address, no number with more than two
 * digits.
 */
import { readAccount } from './account';

/** A form field of a forge takes 65,536. */
const MOST_CHARACTERS = 60_000;
const MOST_ELEMENTS = 5_000;
const DEEPEST = 40;

export function snapshotOf({ origin, pathname }: Pick<Location, 'origin' | 'pathname'>, document: Document): string {
  const seen = readAccount(document);
  const username = seen?.account.handle.replace(/@.*/, '').toLowerCase() ?? null;
  const lines = [`Mastodon ${plainVersion(seen?.server.version)}`, `path ${plainPath(pathname, username)}`];
  let elements = 0;
  const walk = (element: Element, depth: number): void => {
    elements += 1;
    if (elements > MOST_ELEMENTS || depth > DEEPEST) return;
    const { localName } = element;
    if (isOmitted(element, localName)) return;
    lines.push(
      `${' '.repeat(depth)}<${[plainTag(localName, username), ...attributesOf(element, origin, username)].join(' ')}>${hasOwnText(element) ? '…' : ''}`,
    );
    if (!closed.has(localName)) for (const child of element.children) walk(child, depth + 1);
  };
  walk(document.documentElement, 0);
  return cut(folded(lines));
}

/** Nothing of what is in these is said. */
const closed: ReadonlySet<string> = new Set(['script', 'svg', 'math', 'template', 'noscript', 'textarea', 'iframe', 'object', 'video', 'audio', 'picture']);

/** Ours, and what says nothing of how a page is built. */
function isOmitted(element: Element, name: string): boolean {
  if (name === 'script') return element.getAttribute('id') !== 'initial-state';
  return ['style', 'link', 'title', 'base', 'transhumance-guide'].includes(name) || (name === 'meta' && !element.hasAttribute('name'));
}

/** Each with what is said of it. */
const kept: Readonly<Record<string, (value: string, origin: string, username: string | null) => string | null>> = {
  id: (value, _, username) => plainWord(value, username),
  class: (value, _, username) =>
    value
      .split(/\s+/)
      .slice(0, 20)
      .flatMap((word) => plainWord(word, username) ?? [])
      .join(' ') || null,
  name: (value, _, username) => plainName(value, username),
  type: (value) => oneOf(value, /^[a-z]{1,20}(?:\/[a-z]{1,20})?$/),
  for: (value, _, username) => plainWord(value, username),
  method: (value) => oneOf(value.toLowerCase(), /^(?:get|post|dialog)$/),
  enctype: (value) => oneOf(value, /^(?:multipart\/form-data|application\/x-www-form-urlencoded|text\/plain)$/),
  'data-method': (value) => oneOf(value.toLowerCase(), /^(?:get|post|put|patch|delete)$/),
  action: (value, origin, username) => plainAction(value, origin, username),
  hidden: () => '',
  disabled: () => '',
};

function attributesOf(element: Element, origin: string, username: string | null): string[] {
  return Object.entries(kept).flatMap(([name, plain]) => {
    const value = element.getAttribute(name);
    const said = value === null ? null : plain(value, origin, username);
    return said === null ? [] : said === '' ? [name] : [`${name}="${said}"`];
  });
}

function hasOwnText(element: Element): boolean {
  return [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && String(nodeValue).trim() !== '');
}

const oneOf = (value: string, pattern: RegExp): string | null => (pattern.test(value) ? value : null);

/** `bulk_import_0` of `bulk_import_1234`; null for what may be a name, a key, or an address. */
function plainWord(value: string, username: string | null): string | null {
  const parts = value.length > 80 ? [] : value.split(/[-_]/);
  const isPlain = parts.length > 0 && parts.every((part) => /^(?:[a-z]{1,24}\d{0,2}|\d*)$/.test(part));
  return isPlain && !names(value, username) ? withoutNumbers(value) : null;
}

/** The name of a field: `account[fields_attributes][0][name]`. */
function plainName(value: string, username: string | null): string | null {
  const parts = value.length > 120 ? [] : value.split(/[[\]]/);
  return parts.length > 0 && parts.every((part) => plainWord(part, username) !== null) && /^[\w-]+(?:\[[\w-]*\])*$/.test(value) ? withoutNumbers(value) : null;
}

function plainAction(value: string, origin: string, username: string | null): string {
  try {
    const url = new URL(value, `${origin}/`);
    return url.origin === origin ? plainPath(url.pathname, username) : 'another server';
  } catch {
    return 'no address';
  }
}

function plainPath(path: string, username: string | null): string {
  const steps = path.split('/').slice(0, 12);
  return steps.map((step) => plainWord(step, username) ?? '…').join('/');
}

function plainTag(name: string, username: string | null): string {
  return /^[a-z]{1,20}(?:[1-6]|-[a-z-]{1,40})?$/.test(name) && !names(name, username) ? name : 'unknown';
}

/** A number may be an account's or a post's. */
const withoutNumbers = (text: string): string => text.replace(/\d{3,}/g, '0');

function names(value: string, username: string | null): boolean {
  if (username === null) return false;
  return username.length > 3 ? value.includes(username) : value.split(/[-_]/).includes(username);
}

/** Only the numbers: what a server adds to them may name it. */
function plainVersion(version: string | undefined): string {
  const [numbers] = /^\d{1,3}(?:\.\d{1,3}){1,2}/.exec(String(version)) ?? [];
  return numbers === undefined ? 'unknown' : numbers === version ? numbers : `${numbers} and more`;
}

/** What stands many times one after the other stands once, with how often. */
function folded(lines: readonly string[]): string[] {
  const said: { line: string; times: number }[] = [];
  for (const line of lines) {
    const last = said.at(-1);
    if (last?.line === line) last.times += 1;
    else said.push({ line, times: 1 });
  }
  return said.map(({ line, times }) => (times === 1 ? line : `${line} × ${times}`));
}

function cut(lines: readonly string[]): string {
  let length = 0;
  const whole = lines.findIndex((line) => {
    length += line.length + 1;
    return length > MOST_CHARACTERS;
  });
  return whole === -1 ? lines.join('\n') : [...lines.slice(0, whole), '… and more'].join('\n');
}
