/**
 * The new account's profile and settings, seen from the background: hands out what is to be read or sent to one tab of
 * that account, and notes what came of it. What is sent was ticked and shown on the start page when it was pressed.
 */
import * as v from 'valibot';
import { mayHandOn } from '../browser/data-consent';
import type { Bytes } from '../browser/database';
import type { BytesAsked, Errand } from '../browser/errand';
import { dropErrand, errandOf, noteErrand } from '../browser/errand-store';
import { keptDetailFiles } from '../browser/kit-store';
import { onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { getPlan } from '../browser/store';
import { sideOf } from '../journey/accounts';
import { detailTroubles } from '../journey/details';
import { type ProfileSent, profileAnswers, profileThereSchema, profileValuesSchema, wantedOfProfile } from '../journey/profile';
import { profileRowIds } from '../journey/profile-values';
import { shortText as text } from '../journey/values';
import { type ErrandDesk, isElsewhere, type Sender, visitTabs } from './errand';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

const newsSchema = v.variant('what', [
  v.object({
    what: v.literal('read'),
    there: profileThereSchema,
    answers: v.record(v.picklist(profileRowIds), v.picklist(profileAnswers)),
  }),
  v.object({ what: v.literal('failed'), why: v.picklist(detailTroubles), info: text }),
]);
const picture = v.picklist(['avatar', 'header']);

/** One after the other: two tabs may ask at the same time. */
const inOrder = makeQueue();

/** The person wants to see what the new account has, or agreed to have these values sent to it. */
export async function askForProfile(send: ProfileSent | null): Promise<void> {
  await inOrder(async () => {
    await dropErrand('profile', '');
    await dispatch({ type: 'profileAsked', run: crypto.randomUUID(), send });
  });
  await takeProfileOver({ open: true });
}

/**
 * Puts the script that reads and sends into open tabs of the new account. `open`: the person asked, so a tab may be
 * opened, behind the page they look at.
 */
export async function takeProfileOver({ open = false } = {}): Promise<void> {
  const stored = await getPlan();
  if (stored.ok && wantedOfProfile(stored.plan, 'new', Date.now()) !== null) await visitTabs(stored.plan, 'new', open);
}

/** Answers pages of the new account. `changed` is called when the plan may say something else. */
export function profileDesk(changed: () => Promise<void>): ErrandDesk<'profile'> {
  return {
    next: (sender) => inOrder(() => orderFor(sender, true)),

    told: ({ id, news }, sender) =>
      inOrder(async () => {
        const told = v.safeParse(newsSchema, news);
        const order = await orderFor(sender, false);
        if (!told.success || order === null || order.id !== id) return false;
        const { output } = told;
        await dispatch(
          output.what === 'read'
            ? { type: 'profileRead', run: id, there: output.there, answers: output.answers }
            : { type: 'profileFailed', run: id, why: output.why, info: output.info },
        );
        await dropErrand('profile', '');
        await changed();
        return true;
      }),

    file: (asked, sender) => inOrder(() => pictureFor(asked, sender)),
  };
}

/** A picture that the person agreed to send. */
async function pictureFor({ id, file }: BytesAsked, sender: Sender): Promise<Bytes | null> {
  const order = await orderFor(sender, false);
  if (!v.is(picture, file) || order === null || order.id !== id) return null;
  const [name, sha256] = order.send?.[file] ?? [];
  if (name === undefined || sha256 === undefined) return null;
  return (await keptDetailFiles([{ name, sha256 }]))[0]?.bytes ?? null;
}

/** Answers the start page. `changed` is called when the plan may say something else. */
export function answerProfile(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('profileSend', async ({ data, sender }) => {
    const send = v.safeParse(profileValuesSchema, data);
    const stored = await getPlan();
    if (!isOurs(sender.url) || !send.success || Object.keys(send.output).length === 0 || !stored.ok || stored.plan.profile.there === null) return;
    await askForProfile(send.output);
    await changed();
  });
}

/**
 * What the page that speaks may be told to do. Only the tab that took the order is heard from then on; another one may
 * take it up when that one is gone.
 */
async function orderFor(sender: Sender, isTaking: boolean): Promise<Errand<'profile'> | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  const tabId = sender.tab?.id;
  if (here === null || tabId === undefined || !stored.ok) return null;
  const job = wantedOfProfile(stored.plan, sideOf(stored.plan, here.seen), Date.now());
  if (job === null || (job.send !== null && !(await mayHandOn()))) return null;
  const before = await errandOf('profile', '');
  const taken = before?.id === job.run ? before : null;
  const { handle, id } = here.seen.account;
  if (taken?.tabId !== tabId) {
    if (!isTaking || (await isElsewhere(taken, tabId, Number.POSITIVE_INFINITY))) return null;
    await noteErrand({ kind: 'profile', name: '', id: job.run, tabId, origin: new URL(here.seen.url).origin, handle, state: 'running', at: Date.now() });
  }
  return { kind: 'profile', id: job.run, owner: { handle, id }, send: job.send };
}
