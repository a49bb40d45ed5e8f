/** Addresses, domains and posts as they should be sent, whatever form they are written in. */
import { handleText, parseHandle, parseServer } from './handle';

/** A cell that may hold an account, in whatever form. */
export const ACCOUNT_CELL = /^\s*@?[^\s@,;]+(?:@[^\s@,;]+)?\s*$/;

// A plain address of the usual form needs no parsing: lists have many thousand of them. All counts are bounded, so no
// text makes this slow.
const USUAL_ACCOUNT = /^[a-z0-9_]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}$/i;
const USUAL_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}$/;
const NAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i;
/** ASCII without the brackets, quotes and paths that pasted addresses come in. */
const PRINTABLE = /^[^\P{ASCII}/:<>()[\]"']+$/u;
const LONGEST_ACCOUNT = 400;

/**
 * `user@domain` as it should be sent: no `@` in front, domain in lower-case ASCII, a bare name given its server. Null:
 * not an address.
 */
export function cleanAccount(text: string, home: string | null = null): string | null {
  if (text.length > LONGEST_ACCOUNT) return null;
  if (USUAL_ACCOUNT.test(text)) {
    const at = text.indexOf('@') + 1;
    return text.slice(0, at) + text.slice(at).toLowerCase();
  }
  const name = text.trim().replace(/^@/, '');
  const at = name.indexOf('@');
  if (at === -1 && NAME.test(name)) return home === null ? null : `${name}@${home}`;
  // A file may hold many thousand wrong rows: most are told by a pattern that is never slow.
  if (at > 0 && PRINTABLE.test(name) && !NAME.test(name.slice(0, at).trim())) return null;
  const parsed = parseHandle(text);
  return parsed.ok ? handleText(parsed.value) : null;
}

/**
 * A name without a server, which may be one of the server that the list comes from. What holds a dot is a domain, as
 * the handles of other networks are, and a number is nobody's name.
 */
export function isBareName(text: string): boolean {
  const name = text.trim().replace(/^@/, '');
  return /^[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_])?$/i.test(name) && !/^\d{5,}$/.test(name);
}

export function accountKey(text: string, home: string | null = null): string | null {
  return USUAL_ACCOUNT.test(text) ? text.toLowerCase() : (cleanAccount(text, home)?.toLowerCase() ?? null);
}

export function cleanDomain(text: string): string | null {
  if (USUAL_DOMAIN.test(text)) return text;
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_ACCOUNT || /[@\s/*]/.test(trimmed)) return null;
  const parsed = parseServer(trimmed);
  return parsed.ok ? parsed.value : null;
}

/** `tag:` is how posts were named before ActivityPub; servers that know such a post find it by this name. */
export function isPostUri(text: string): boolean {
  return text.length <= 4_000 && /^(?:https?:\/\/[^\s/?#]|tag:)\S*$/i.test(text);
}
