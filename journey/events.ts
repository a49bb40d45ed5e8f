/** Everything that can happen to a plan: a fact, a word of the person, the end of a task. */
import * as v from 'valibot';
import type { ListKind, ListNote } from '../lists/kinds';
import type { DetailsEvent } from './details';
import type { Place } from './door';
import type { PageSeen, PublicAccount } from './facts';
import { comparedSchema, type FollowersEvent } from './followers';
import type { GrantEvent } from './grants';
import type { ImportEvent } from './import/imports';
import { type Collection, type ListTrouble, type Pause, planSchema, type SavedList } from './plan';
import type { ProfileEvent } from './profile';
import { type Side, stepIds } from './step-ids';
import { shortText as text } from './values';

/** What a person can cause from popup and start page. The background reads these through this schema. */
export const personEventSchema = v.variant('type', [
  v.object({ type: v.literal('accountsNamed'), old: planSchema.entries.old, new: planSchema.entries.new }),
  v.object({ type: v.literal('newAccountChosen'), handle: text }),
  v.object({ type: v.literal('said'), step: v.picklist(stepIds), what: v.picklist(['done', 'skipped']) }),
  v.object({ type: v.literal('unsaid'), step: v.picklist(stepIds) }),
  v.object({ type: v.literal('accessRefused') }),
  v.object({ type: v.literal('startedOver') }),
  v.object({ type: v.literal('followLimitLifted') }),
  v.object({ type: v.literal('repairSeen') }),
  comparedSchema,
]);
export type PersonEvent = v.InferOutput<typeof personEventSchema>;

export type PlanEvent =
  | PersonEvent
  | { type: 'accessChanged'; hosts: string[] }
  | { type: 'pageSeen'; seen: PageSeen }
  /** The new account stays locked during the move. */
  | { type: 'lockLeft' }
  /** The person wants the archive of posts requested for them. */
  | { type: 'archiveWanted' }
  /** It was requested in their session, or could not be. */
  | { type: 'archiveTried'; what: 'requested' | 'refused' | 'failed' }
  /** Nothing happened but that it is later. */
  | { type: 'timePassed' }
  | { type: 'doorSeen'; origin: string; place: Place }
  /** The public endpoints' answers about one side. */
  | {
      type: 'outsideSeen';
      side: Side;
      account: PublicAccount | null;
      alsoKnownAs: string[] | null;
      otherSide: 'suspend' | 'silence' | null;
      isPublic?: boolean;
    }
  /** What is kept was looked through: copies the plan did not know, or an older one in place of one that is gone. */
  | { type: 'kitChecked'; found: readonly (SavedList & { kind: ListKind })[]; gone: readonly ListKind[] }
  | PartEvent;

/** What concerns one part of the plan alone. */
export type PartEvent = CollectEvent | DetailsEvent | FollowersEvent | GrantEvent | ProfileEvent | ImportEvent;

/** Lists are collected: the old account's into the kit, or the new one's to compare it with. */
export type CollectEvent = { side?: Side } & (
  | /** These lists are asked for from now on. Empty while nobody knows yet which there are. */
  { type: 'savingBegan'; lists: readonly ListKind[]; snapshot?: Collection['snapshot'] }
  | { type: 'savingChanged'; kind: ListKind }
  | { type: 'savingEnded' }
  /** `awaited`: it never began, as the tab that was opened for it showed nobody. */
  | { type: 'savingPaused'; why: Pause; detail: string; awaited?: true }
  // `at`: when it was read from the server, if that was not now (a kit that is dropped in).
  | ({ type: 'listSaved'; kind: ListKind; at?: number; notes?: readonly ListNote[] } & Omit<SavedList, 'served' | 'at' | 'notes'>)
  | { type: 'listFailed'; kind: ListKind; problem: ListTrouble; detail: string }
);
