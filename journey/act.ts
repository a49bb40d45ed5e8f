/** What a press on a button asks of the background, on a card or in a view. */
import * as v from 'valibot';
import { listKinds } from '../lists/kinds';
import { followerLists } from './followers';
import { grantKinds } from './grant-kinds';
import { stepIds } from './step-ids';
import type { Text } from './text';
import { shortText } from './values';

const step = v.picklist(stepIds);

/** What a button of a card or a view asks of the background, which reads it through this schema. */
export const actSchema = v.variant('kind', [
  v.object({
    kind: v.picklist(['fill', 'focus', 'sign-up', 'leave-followers', 'leave-details', 'read-details', 'read-profile', 'open-privacy', 'leave-locked']),
  }),
  /** `withArchive`: the archive of posts is requested, too. Never from a card. */
  v.object({ kind: v.literal('save-lists'), withArchive: v.exactOptional(v.literal(true)) }),
  v.object({ kind: v.literal('go'), step }),
  v.object({ kind: v.literal('say'), step, what: v.picklist(['done', 'skipped']) }),
  /**
   * Another account receives. From a card, it is asked about on a page of ours first: a server's page could put the
   * button under the pointer.
   */
  v.object({ kind: v.literal('choose-new'), handle: v.pipe(v.string(), v.maxLength(600)) }),
  v.object({ kind: v.literal('start-page'), section: v.exactOptional(v.picklist(['accounts', 'kit', 'report', 'import', 'inventory', 'ask'])) }),
  /** The new account's lists as they are now, for the report. */
  v.object({ kind: v.literal('compare') }),
  /** Followers by name, as they are now; before the move again, where that failed. */
  v.object({ kind: v.literal('read-followers'), lists: v.pipe(v.array(v.picklist(followerLists)), v.maxLength(4)) }),
  /** "Import all" itself is no act: only the start page starts it. */
  v.object({ kind: v.literal('import'), what: v.picklist(['pause', 'go-on', 'stop', 'look']) }),
  v.object({ kind: v.literal('try-again'), piece: shortText }),
  /** The person ticked these kinds on our own page: an app of ours asks to be let in on this side. */
  v.object({ kind: v.literal('ask-once'), side: v.picklist(['old', 'new']), kinds: v.pipe(v.array(v.picklist(grantKinds)), v.maxLength(grantKinds.length)) }),
  v.object({ kind: v.literal('end-access'), side: v.picklist(['old', 'new']) }),
  v.object({ kind: v.literal('leave-out'), list: v.picklist(listKinds) }),
]);
export type Act = v.InferOutput<typeof actSchema>;

export interface ActButton {
  label: Text;
  act: Act;
  /** What is lost by it: said when it is pressed, before it is done. Popup only; a card says it in its body. */
  ask?: Text;
}

/** A file that the extension keeps: the page's script asks for its bytes. */
export interface FileWanted {
  piece: string;
  name: string;
  contentType: string;
  size: number;
}
