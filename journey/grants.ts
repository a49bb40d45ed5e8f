/**
 * "Ask once", in the plan: what an app of ours was let in for on either account, how far its work is, and what became
 * of each entry. Tokens and secrets are never part of it (docs/rules.md 1). Pure, as all of `reduce`.
 */
import * as v from 'valibot';
import { grantKinds, type SentGrantKind, sentGrantKinds } from './grant-kinds';
import { momentSchema } from './moment';
import type { Side } from './step-ids';
import { wholeNumber as count, shortText as text } from './values';

/**
 * Why access ended. `done`: its work is done. `stopped`: by the person. `denied`: they answered no. `closed`: they
 * closed the page that asks. `other-account`: another account was signed in there. `not-functional`: the server led
 * elsewhere, as it does for an account that has moved or is not approved. `restarted`: the browser or the extension
 * ended, and the token with it.
 */
export const grantEnds = [
  'done',
  'stopped',
  'denied',
  'closed',
  'other-account',
  'not-functional',
  'restarted',
  'refused',
  'unreachable',
  'storage-full',
] as const;
export type GrantEnd = (typeof grantEnds)[number];

/** Why an entry is not there. */
export const missCauses = ['unknown-account', 'not-followed', 'refused', 'unreachable', 'not-there'] as const;
export type MissCause = (typeof missCauses)[number];

const grantSchema = v.object({
  /** `asked`: the person is on the server's own page. `waiting`: for the server's limit, until then. */
  state: v.picklist(['asked', 'working', 'waiting', 'ended']),
  kinds: v.array(v.picklist(grantKinds)),
  /** What is done now. */
  kind: v.nullable(v.picklist(grantKinds)),
  /** The number of our app on that server: the person's own session can end its access by it, without its secret. */
  app: v.nullable(text),
  until: v.nullable(momentSchema),
  why: v.nullable(v.picklist(grantEnds)),
  /** What belongs to the reason: another account's address, a status. */
  detail: text,
  /** A token was given, or may have been, and was not revoked with its own secret. */
  isOpen: v.boolean(),
  at: momentSchema,
});
export type Grant = v.InferOutput<typeof grantSchema>;

/** Names of entries are kept up to here; what is beyond is counted. */
export const MOST_NAMED = 500;

const outcomeSchema = v.object({
  there: count,
  missing: v.pipe(v.array(v.object({ name: text, why: v.picklist(missCauses) })), v.maxLength(MOST_NAMED)),
  /** Missing beyond those named. */
  more: count,
  at: momentSchema,
});
/** Saved entries of one kind beside what the new account has, read back after sending. */
export type GrantOutcome = v.InferOutput<typeof outcomeSchema>;

/** How many entries are missing, named or not. */
export const missingOf = ({ missing, more }: Pick<GrantOutcome, 'missing' | 'more'>): number => missing.length + more;

/** Nobody asks that often without once coming to a page of the account. */
const MOST_LEFT = 20;

export const grantsSchema = v.object({
  old: v.nullable(grantSchema),
  new: v.nullable(grantSchema),
  /** What a server would not let us read or write at all. */
  problems: v.record(v.picklist(grantKinds), v.object({ side: v.picklist(['old', 'new']), detail: text, at: momentSchema })),
  outcomes: v.record(v.picklist(sentGrantKinds), outcomeSchema),
  /** Whom the new account has asked to follow, without an answer: handles. */
  requests: v.nullable(v.object({ names: v.pipe(v.array(text), v.maxLength(20_000)), at: momentSchema })),
  /** Apps of ours whose access is open still, of times before the last one. */
  left: v.optional(v.pipe(v.array(v.object({ side: v.picklist(['old', 'new']), app: text })), v.maxLength(MOST_LEFT)), []),
});
export type Grants = v.InferOutput<typeof grantsSchema>;

export const noGrants: Grants = { old: null, new: null, problems: {}, outcomes: {}, requests: null, left: [] };

export type GrantEvent =
  /** The person ticked these kinds and pressed the button. */
  | { type: 'grantAsked'; side: Side; kinds: Grant['kinds'] }
  /** Its server knows our app by this number. */
  | { type: 'grantRegistered'; side: Side; app: string }
  /** The person answered yes, and their code is about to be changed for a token. */
  | { type: 'grantOpened'; side: Side }
  /** The person let us in. */
  | { type: 'grantGiven'; side: Side }
  | { type: 'grantAt'; side: Side; kind: Grant['kind'] }
  | { type: 'grantWaits'; side: Side; until: number }
  /** This kind cannot be read or written there. */
  | { type: 'grantFailed'; side: Side; kind: Grant['kinds'][number]; detail: string }
  /** Sent and read back. */
  | { type: 'grantCompared'; kind: SentGrantKind; outcome: Omit<GrantOutcome, 'at'> }
  | { type: 'requestsSeen'; names: readonly string[] }
  /** `isOpen`: its token may still be good, and its secret is lost. */
  | { type: 'grantEnded'; side: Side; why: GrantEnd; detail: string; isOpen: boolean }
  /** Its access has ended: of this app, or of the last one. */
  | { type: 'grantClosed'; side: Side; app?: string };

export function reduceGrants(grants: Grants, event: GrantEvent, now: number): Grants {
  if (event.type === 'grantCompared') return { ...grants, outcomes: { ...grants.outcomes, [event.kind]: { ...event.outcome, at: now } } };
  if (event.type === 'requestsSeen') return { ...grants, requests: { names: [...event.names], at: now } };
  const { side } = event;
  const grant = grants[side];
  if (event.type === 'grantAsked') {
    const problems = Object.fromEntries(Object.entries(grants.problems).filter(([, problem]) => problem.side !== side));
    const fresh: Grant = { state: 'asked', kinds: event.kinds, kind: null, app: null, until: null, why: null, detail: '', isOpen: false, at: now };
    // What is open still is not forgotten for being asked anew.
    const open = appOf(grants, side);
    return { ...grants, [side]: fresh, problems, left: open === null ? grants.left : [...grants.left, { side, app: open }].slice(-MOST_LEFT) };
  }
  if (grant === null) return grants;
  const changed = (change: Partial<Grant>): Grants => ({ ...grants, [side]: { ...grant, ...change } });
  switch (event.type) {
    case 'grantRegistered':
      return changed({ app: event.app });
    case 'grantOpened':
      return changed({ isOpen: true });
    case 'grantGiven':
      return changed({ state: 'working', isOpen: true, at: now });
    case 'grantAt':
      // Work that was ended in that very moment.
      if (grant.state === 'ended' || grant.state === 'asked') return grants;
      return changed({ state: 'working', kind: event.kind, until: null });
    case 'grantWaits':
      return changed({ state: 'waiting', until: event.until });
    case 'grantFailed':
      return { ...grants, problems: { ...grants.problems, [event.kind]: { side, detail: event.detail, at: now } } };
    case 'grantEnded':
      return changed({ state: 'ended', kind: null, until: null, why: event.why, detail: event.detail, isOpen: event.isOpen, at: now });
    case 'grantClosed':
      if (event.app !== undefined && event.app !== grant.app) return { ...grants, left: grants.left.filter(({ app }) => app !== event.app) };
      return changed({ isOpen: false });
    default:
      return event satisfies never;
  }
}

/** Something of ours may still have access there. */
export function isGranted(grant: Grant | null): boolean {
  return grant !== null && grant.state !== 'ended';
}

/** The app whose access the person's own session has to end, in a page of this side; null: none. */
export function appToClose({ grants }: { grants: Grants }, side: Side | null): string | null {
  if (side === null) return null;
  return appOf(grants, side) ?? grants.left.find((one) => one.side === side)?.app ?? null;
}

function appOf(grants: Grants, side: Side): string | null {
  const grant = grants[side];
  return grant?.state === 'ended' && grant.isOpen ? grant.app : null;
}
