/** What is kept of the old account, and whether the plan says so: the worker's side of the kit. */

import * as v from 'valibot';
import { copiesOf, keptFile } from '../browser/kit-store';
import { onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { getPlan } from '../browser/store';
import type { SavedList } from '../journey/plan';
import { shortText as text } from '../journey/values';
import type { KitFile } from '../kit/kit-file';
import { type ListKind, listKinds } from '../lists/kinds';
import { dispatch } from './plan-writer';

const filesSchema = v.pipe(v.array(v.object({ kind: v.picklist(listKinds), sha256: text })), v.maxLength(1_000));

/** One after the other: what a page sends of its lists, what happens to its tab, what the start page tells. */
export const kitQueue = makeQueue();

/**
 * Is what the plan calls saved still there, and is there more of this account: of before another one was named in
 * between?
 */
export function checkKit(): Promise<void> {
  return kitQueue(async () => {
    const stored = await getPlan();
    const handle = stored.ok ? (stored.plan.old?.handle ?? null) : null;
    if (!stored.ok || handle === null) return;
    const found: (SavedList & { kind: ListKind })[] = [];
    const gone: ListKind[] = [];
    for (const kind of listKinds) {
      const named = stored.plan.kit.lists[kind];
      if (named !== undefined && (await keptFile(kind, named.sha256)) !== null) continue;
      if (named !== undefined) gone.push(kind);
      const copies = await copiesOf(handle, kind);
      const served = copies.some(({ source }) => source !== 'dropped');
      for (const copy of copies.slice(0, 1)) found.push({ ...savedList(copy), served });
    }
    if (found.length + gone.length > 0) await dispatch({ type: 'kitChecked', found, gone });
  });
}

/** Answers the start page about what is saved. `changed` is called when the plan may say something else. */
export function answerKit(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('kitDoubted', async ({ sender }) => {
    if (!isOurs(sender.url)) return;
    await checkKit();
    await changed();
  });

  onMessage('filesKept', async ({ data, sender }) => {
    const files = v.safeParse(filesSchema, data);
    if (!isOurs(sender.url) || !files.success) return;
    await kitQueue(async () => {
      for (const { kind: which, sha256 } of files.output) {
        const file = await keptFile(which, sha256);
        if (file !== null) await dispatch(savedEvent(file));
      }
    });
    await changed();
  });
}

function savedList({ kind, rows, pageCount, bytes, sha256, source, takenAt, notes }: KitFile) {
  return { kind, rows, pageCount, bytes: bytes.length, sha256, source, notes: [...notes], at: Date.parse(takenAt) };
}

export function savedEvent(file: KitFile) {
  return { type: 'listSaved', ...savedList(file) } as const;
}
