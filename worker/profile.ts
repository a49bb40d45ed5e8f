/**
 * The new account's profile and settings, seen from the background: hands out what is to be read or sent to one tab of
 * that account, and notes what came of it. What is sent was ticked and shown on the start page when it was pressed.
 */
import * as v from 'valibot';
import type { Browser } from 'wxt/browser';
import { CHUNK, toBase64 } from '../browser/base64';
import { mayHandOn } from '../browser/data-consent';
import { keptDetailFiles } from '../browser/kit-store';
import { onMessage, type ProfileOrder } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { inject } from '../browser/sites';
import { allTabs, getPlan, hereOf, profileTabItem } from '../browser/store';
import { quietTab } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import { detailTroubles } from '../journey/details';
import { type ProfileSent, profileAnswers, profileThereSchema, profileValuesSchema, wantedOfProfile } from '../journey/profile';
import { profileRowIds } from '../journey/profile-values';
import { exportPagePath } from '../mastodon/paths';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

const text = v.pipe(v.string(), v.maxLength(2_000));
const newsSchema = v.variant('what', [
  v.object({
    what: v.literal('read'),
    run: text,
    there: profileThereSchema,
    answers: v.record(v.picklist(profileRowIds), v.picklist(profileAnswers)),
  }),
  v.object({ what: v.literal('failed'), run: text, why: v.picklist(detailTroubles), info: text }),
]);
const bytesSchema = v.object({ run: text, which: v.picklist(['avatar', 'header']), at: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** One after the other: two tabs may ask at the same time. */
const inOrder = makeQueue();

/** The person wants to see what the new account has, or agreed to have these values sent to it. */
export async function askForProfile(send: ProfileSent | null): Promise<void> {
  await inOrder(async () => {
    await profileTabItem.setValue(null);
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
  if (!stored.ok || wantedOfProfile(stored.plan, 'new', Date.now()) === null) return;
  const shown = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(stored.plan, seen) === 'new');
  for (const [id] of shown) await inject(Number(id), '/profile.js');
  const origin = stored.plan.new?.server.origin;
  // Its page says who is signed in while it loads, and is asked from then (`pages.ts`, pageSeen).
  if (open && shown.length === 0 && origin !== undefined) await quietTab(`${origin}${exportPagePath}`);
}

/** Answers the script in a page, and the start page. `changed` is called when the plan may say something else. */
export function answerProfileTaker(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('profileWanted', ({ sender }) => inOrder(() => orderFor(sender, true)));

  onMessage('profileBytes', ({ data, sender }) =>
    inOrder(async () => {
      const wanted = v.safeParse(bytesSchema, data);
      const order = await orderFor(sender, false);
      if (!wanted.success || order === null || order.run !== wanted.output.run) return null;
      const [name, sha256] = order.send?.[wanted.output.which] ?? [];
      if (name === undefined || sha256 === undefined) return null;
      const [file] = await keptDetailFiles([{ name, sha256 }]);
      if (file === undefined) return null;
      const { at } = wanted.output;
      return { base64: toBase64(file.bytes.subarray(at, at + CHUNK)), size: file.bytes.length };
    }),
  );

  onMessage('profileNews', ({ data, sender }) =>
    inOrder(async () => {
      const news = v.safeParse(newsSchema, data);
      const order = await orderFor(sender, false);
      if (!news.success || order === null || order.run !== news.output.run) return;
      const { what, ...told } = news.output;
      await dispatch(what === 'read' ? { type: 'profileRead', ...(told as Told<'read'>) } : { type: 'profileFailed', ...(told as Told<'failed'>) });
      await profileTabItem.setValue(null);
      await changed();
    }),
  );

  onMessage('profileSend', async ({ data, sender }) => {
    const send = v.safeParse(profileValuesSchema, data);
    const stored = await getPlan();
    if (!isOurs(sender.url) || !send.success || Object.keys(send.output).length === 0 || !stored.ok || stored.plan.profile.there === null) return;
    await askForProfile(send.output);
    await changed();
  });
}

type Told<What extends string> = Omit<Extract<v.InferOutput<typeof newsSchema>, { what: What }>, 'what'>;

/**
 * What the page that speaks may be told to do. Only the tab that took the order is heard from then on; another one may
 * take it up when that one is gone.
 */
async function orderFor(sender: Browser.runtime.MessageSender, isTaking: boolean): Promise<ProfileOrder | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  const tabId = sender.tab?.id;
  if (here === null || tabId === undefined || !stored.ok) return null;
  const job = wantedOfProfile(stored.plan, sideOf(stored.plan, here.seen), Date.now());
  if (job === null || (job.send !== null && !(await mayHandOn()))) return null;
  const taken = await profileTabItem.getValue();
  const isItsOwn = taken?.run === job.run && taken.tabId === tabId;
  if (!isItsOwn) {
    const isWithAnother = taken?.run === job.run && (await hereOf(taken.tabId)) !== null;
    if (!isTaking || isWithAnother) return null;
    await profileTabItem.setValue({ run: job.run, tabId });
  }
  const { handle, id } = here.seen.account;
  return { run: job.run, owner: { handle, id }, send: job.send };
}
