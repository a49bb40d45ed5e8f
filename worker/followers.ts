/**
 * Followers by name, seen from the background: hands out the next page to any tab that shows a settings page of the
 * account, keeps what comes back, and notes how far it is. Nothing rests on the tab: closed in the middle, reading goes
 * on at the same page in the next one.
 */
import * as v from 'valibot';
import type { Errand, ErrandNews } from '../browser/errand';
import { dropErrand, errandOf, noteErrand } from '../browser/errand-store';
import { dropFollowersBut, followersOf, keepFollowers } from '../browser/follower-store';
import { keepFollowersFile, keptFollowers } from '../browser/kit-store';
import { onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { getPlan } from '../browser/store';
import { sideOf } from '../journey/accounts';
import { wantedFollowers } from '../journey/follower-reading';
import { type FollowerList, followerLists, followerTroubles, isInKit, sideOfList } from '../journey/followers';
import type { Plan } from '../journey/plan';
import { wholeNumber as count, shortText as text } from '../journey/values';
import { followersFileName, followingFileName } from '../kit/kit-file';
import { followersCsv } from '../lists/followers';
import { hash } from '../lists/hash';
import { type ErrandDesk, isElsewhere, type Sender, visitTabs } from './errand';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

/** A tab that was given a page to read has it to itself for so long, in milliseconds. */
const TURN = 60_000;
const FULL_PAGE = 80;
/** Ten million followers: more than any account has. */
const MOST_PAGES = 125_000;
/** Servers count apart from their lists, and may be wrong by a lot: so many pages, and ten times what they say. */
const MORE_PAGES = 1_000;

const list = v.picklist(followerLists);
const followerSchema = v.object({ handle: text, actor: v.nullable(text), url: text, gone: v.optional(v.boolean()) });
const newsSchema = v.variant('what', [
  v.object({
    what: v.literal('page'),
    list,
    index: count,
    followers: v.pipe(v.array(followerSchema), v.maxLength(FULL_PAGE)),
    next: v.nullable(v.pipe(v.string(), v.regex(/^\d{1,30}$/))),
    of: v.nullable(count),
  }),
  v.object({ what: v.literal('wait'), list, seconds: v.pipe(count, v.maxValue(3_600)) }),
  v.object({ what: v.literal('failed'), list, why: v.picklist(followerTroubles), detail: text }),
]);

/** One after the other: two tabs may read at the same time. */
const inOrder = makeQueue();

/**
 * Puts the script into open tabs where something is to be read. `open`: the person asked, so tabs may be opened, behind
 * the page they look at.
 */
export async function readFollowers({ open = false } = {}): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  for (const side of ['old', 'new'] as const) {
    if (wantedFollowers(stored.plan, side) !== null) await visitTabs(stored.plan, side, open);
  }
}

/** The person asked who has arrived: both lists are read as they are now. Before the move: who follows by now. */
export async function askForFollowers(lists: readonly FollowerList[]): Promise<void> {
  await inOrder(() => dispatch({ type: 'followersAsked', lists }));
  await readFollowers({ open: true });
}

/** Answers pages that read followers. `changed` is called when the plan may say something else. */
export function followersDesk(changed: () => Promise<void>): ErrandDesk<'followers'> {
  return {
    next: (sender) => inOrder(() => nextFor(sender)),

    told: ({ id, news }, sender) =>
      inOrder(async () => {
        const told = v.safeParse(newsSchema, news);
        const stored = await getPlan();
        const here = await shownBy(sender);
        if (!told.success || !stored.ok || here === null) return false;
        // A page speaks of its own account alone, and of what it was asked for.
        const side = sideOf(stored.plan, here.seen);
        const { list, what } = told.output;
        if (side !== sideOfList(list) || stored.plan.followers.reading[list]?.run !== id) return false;
        await dropErrand('followers', list);
        // Something else comes first by now: the page goes on with that, and this one is asked for again later.
        if (wantedFollowers(stored.plan, side) !== list) return (await nextFor(sender)) !== null;
        await note(id, told.output, stored.plan);
        await changed();
        return what !== 'failed' && (await nextFor(sender)) !== null;
      }),
  };
}

/** Answers the start page. `changed` is called when the plan may say something else. */
export function answerFollowers(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('followersKept', async ({ data, sender }) => {
    const sha256 = v.safeParse(text, data);
    if (!isOurs(sender.url) || !sha256.success) return;
    const file = await inOrder(() => keptFollowers(sha256.output));
    const list = file?.name === followingFileName ? 'follows' : 'before';
    if (file !== null) await dispatch({ type: 'followersKept', list, count: file.rows, of: file.of, at: Date.parse(file.takenAt), sha256: file.sha256 });
    await changed();
  });
}

async function nextFor(sender: Sender): Promise<Errand<'followers'> | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  const tabId = sender.tab?.id;
  if (here === null || !stored.ok || tabId === undefined) return null;
  const side = sideOf(stored.plan, here.seen);
  const wanted = wantedFollowers(stored.plan, side);
  if (side === null || wanted === null || (await isElsewhere(await errandOf('followers', wanted), tabId, TURN))) return null;
  const before = stored.plan.followers.reading[wanted];
  // All pages are here, and the worker was stopped before that was noted.
  if (before?.pages && before.next === null) {
    await finish(stored.plan, wanted, before.run);
    return nextFor(sender);
  }
  const plan = before === undefined ? await begin(wanted) : stored.plan;
  const reading = plan?.followers.reading[wanted];
  const domain = plan?.[side]?.server.domain;
  if (reading === undefined || domain === undefined) return null;
  const { handle, id } = here.seen.account;
  await noteErrand({
    kind: 'followers',
    name: wanted,
    id: reading.run,
    tabId,
    origin: new URL(here.seen.url).origin,
    handle,
    state: 'running',
    at: Date.now(),
  });
  return { kind: 'followers', id: reading.run, list: wanted, account: { id, domain }, index: reading.pages, after: reading.next };
}

async function begin(wanted: FollowerList): Promise<Plan | null> {
  const plan = await dispatch({ type: 'followersBegan', list: wanted, run: crypto.randomUUID() });
  if (plan !== null) await dropFollowersBut(runsOf(plan));
  return plan;
}

/** Readings whose pages are still needed: those that go on, and the last ones of after the move. */
function runsOf({ followers: { reading, read } }: Plan): string[] {
  return [...Object.values(reading), read.old, read.new].flatMap((one) => one?.run ?? []);
}

async function note(run: string, news: v.InferOutput<typeof newsSchema>, plan: Plan): Promise<void> {
  switch (news.what) {
    case 'wait':
      await dispatch({ type: 'followersWait', list: news.list, until: Date.now() + news.seconds * 1_000 });
      break;
    case 'failed':
      await dispatch({ type: 'followersFailed', list: news.list, why: news.why, detail: news.detail });
      break;
    case 'page':
      await notePage(run, news, plan);
      break;
    default:
      news satisfies never;
  }
}

async function notePage(
  run: string,
  { list: which, index, followers, next, of }: Extract<ErrandNews<'followers'>, { what: 'page' }>,
  before: Plan,
): Promise<void> {
  const reading = before.followers.reading[which];
  if (reading?.pages !== index) return;
  // A list that goes on far beyond what its server says is in it never ends.
  if (next !== null && index + 1 >= Math.min(MOST_PAGES, MORE_PAGES + (10 * (reading.of ?? 1e6)) / FULL_PAGE))
    return void (await dispatch({ type: 'followersFailed', list: which, why: 'unreadable', detail: '' }));
  const kept = await keepFollowers(run, index, followers);
  if (!kept.ok) return void (await dispatch({ type: 'followersFailed', list: which, why: 'storage-full', detail: '' }));
  const plan = await dispatch({ type: 'followersPage', list: which, run, index, count: followers.length, next, of });
  if (plan !== null && next === null) await finish(plan, which, run);
}

/** Its last page is kept: what was read counts from now on. */
async function finish(plan: Plan, which: FollowerList, run: string): Promise<void> {
  const sha256 = isInKit(which) ? await keepInKit(plan, which, run) : null;
  if (sha256 !== null && !sha256.ok) return void (await dispatch({ type: 'followersFailed', list: which, why: sha256.problem, detail: '' }));
  const done = await dispatch({ type: 'followersRead', list: which, run, sha256: sha256?.value ?? null });
  if (done !== null) await dropFollowersBut(runsOf(done));
}

/** Everybody that was read, as one file in the kit. Resolves with its hash. */
async function keepInKit(
  plan: Plan,
  list: 'before' | 'follows',
  run: string,
): Promise<{ ok: true; value: string } | { ok: false; problem: 'storage-full' | 'damaged' }> {
  const reading = plan.followers.reading[list];
  const followers = await followersOf(run, reading?.pages ?? 0);
  const { handle, server } = plan.old ?? {};
  if (followers === null || server === undefined || handle == null) return { ok: false, problem: 'damaged' };
  const bytes = followersCsv(followers);
  const sha256 = await hash(bytes);
  const takenAt = new Date().toISOString();
  const { origin, software, version } = server;
  const file = { name: list === 'follows' ? followingFileName : followersFileName, bytes, sha256, takenAt, rows: followers.length, of: reading?.of ?? null };
  const kept = await keepFollowersFile(file, { takenAt, handle, server: { origin, software, version } });
  return kept.ok ? { ok: true, value: sha256 } : kept;
}
