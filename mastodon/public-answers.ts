/**
 * What every public question has in common (docs/mastodon.md, Public questions): the one host it goes to, the schemas
 * of its answer, and what a refusal means.
 */
import * as v from 'valibot';
import { parseServer } from '../lists/handle';
import { type Answer, allowedFetch, type HttpProblem, type Outcome, type Request, type Send } from './http';

export type ApiProblem =
  | HttpProblem
  /** No such account; also one whose sign-up waits for approval. */
  | { kind: 'not-found'; host: string }
  /** Deleted, or suspended for good. */
  | { kind: 'gone'; host: string }
  /** Suspended by its server, which still lets it sign in and export. */
  | { kind: 'suspended'; host: string }
  /** The server answers only who is signed in, or only other servers (secure mode, limited federation). */
  | { kind: 'not-public'; host: string }
  /** The domain answers, but the browser keeps the answer from us until we are given access to it. */
  | { kind: 'needs-access'; domain: string }
  | { kind: 'not-mastodon'; host: string; software: string | null }
  /**
   * The domain of the handle does not say where its accounts live. `lives`: a server that answers for this account by
   * itself, which proves nothing as long as the domain does not say so.
   */
  | { kind: 'no-finger'; host: string; lives: { handle: string; origin: string } | null }
  /** The answer is not what was asked for. */
  | { kind: 'malformed'; host: string };

export type Told<T> = Outcome<T, ApiProblem>;

export const someText = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2_000));

export const optionalText = v.fallback(v.nullable(someText), null);

export const flag = v.fallback(v.boolean(), false);

/** glitch-soc tells −1 for a hidden number. */
export const count = v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null);

/** How a server answers that does not know the question. */
export const UNLIKE_MASTODON: readonly ApiProblem['kind'][] = ['not-found', 'not-json', 'malformed'];

/** One question to the one host meant, wherever the address came from, with the statuses that mean something here. */
export async function askPublic(host: string, address: string, send: Send | undefined, request: Request = {}): Promise<Told<Answer>> {
  const told = await allowedFetch([host], send)(address, request);
  if (told.ok || told.problem.kind !== 'status') return told;
  // Refused with a page: that is not Mastodon speaking, but a check for robots in front of it.
  if (told.problem.isPage && [401, 403].includes(told.problem.status)) return told;
  const kind = ({ 401: 'not-public', 403: 'not-public', 404: 'not-found', 410: 'gone' } as const)[told.problem.status];
  return kind ? { ok: false, problem: { kind, host } } : told;
}

/** An address on a public server: https, and a host with a name, so that no answer can send us into a home network. */
export function publicHttps(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'https:' && url.username === '' && url.password === '' && parseServer(url.origin).ok ? address : null;
  } catch {
    return null;
  }
}
