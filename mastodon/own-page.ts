/**
 * Pages and answers of the account that is signed in, and whether they are of this very account: what reads its details
 * asks through here.
 */
import type { DetailTrouble } from '../journey/details';
import { sameHandle } from '../lists/handle';
import { readAccount } from './account';
import { askPage, isBusy, type Session, type Trouble } from './session';
import { askJson, reasonOf } from './session-api';

export interface DetailBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

export interface DetailFound {
  readonly files: readonly DetailBytes[];
  /** Pictures of the profile that another host has. */
  readonly elsewhere?: Partial<Record<'avatar' | 'header', string>>;
}

/** Whose detail it must be: `handle` as `user@domain`, `id` as the server numbers it. */
export interface DetailOwner {
  readonly handle: string;
  readonly id: string;
}

/** Why a page or an answer is of no use. */
export type Failed = { ok: false; why: DetailTrouble; info: string };
export type DetailRead = { ok: true; value: DetailFound } | Failed;

export const CSV = 'text/csv';
export const foundNothing: DetailRead = { ok: true, value: { files: [] } };
export const failedDetail = (why: DetailTrouble, info = ''): Failed => ({ ok: false, why, info });

/** A page of this very account; null where the server does not have it. */
export async function ownPage(path: string, { handle }: DetailOwner, session: Session): Promise<{ ok: true; value: Document | null } | Failed> {
  const asked = await askPage(session, path);
  if (!asked.ok) return asked.trouble.kind === 'status' && asked.trouble.status === 404 ? { ok: true, value: null } : whyNot(asked.trouble);
  const shown = readAccount(asked.value);
  if (shown === null) return failedDetail('unreadable', path);
  return sameHandle(shown.account.handle, handle) ? { ok: true, value: asked.value } : failedDetail('other-account', shown.account.handle);
}

/** In the words of what is read besides the lists. */
export function whyNot(trouble: Trouble): Failed {
  if (isBusy(trouble)) return failedDetail('busy', trouble.headers.get('retry-after') ?? '');
  const { why, detail } = reasonOf(trouble);
  return failedDetail(why, detail);
}

/** What the server says to a question of its API. */
export async function readSaid(session: Session, path: string): Promise<{ ok: true; value: unknown } | Failed> {
  const asked = await askJson(session, path);
  return asked.ok ? { ok: true, value: asked.value.json } : whyNot(asked.trouble);
}
