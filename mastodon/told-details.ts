/**
 * What stands on a profile and on no settings page: pinned posts, collections, recommended people. The server's API
 * tells them in the person's own session (docs/mastodon.md, Details of an account).
 */
import { memberListName } from '../kit/kit-file';
import { domainOfHandle, handleText, parseHandle, wholeHandle } from '../lists/handle';
import { own, textIn } from '../lists/json';
import { writeCsv } from '../lists/write-csv';
import { readFollowersPage } from './followers';
import { plainText } from './html-text';
import { CSV, type DetailOwner, type DetailRead, type Failed, failedDetail, foundNothing, ownPage, readSaid } from './own-page';
import { exportPagePath } from './paths';
import type { Session } from './session';

type Table = (string | null)[][];
type Rows = { ok: true; value: unknown[] } | Failed;

/** More than any server lets an account have. */
const MOST = 400;
const PAGE = 40;

type Reader = (owner: DetailOwner, session: Session) => Promise<DetailRead>;

/** Strangers are told less and get no error: so whose session it is, is looked at before and after. */
const asOwner =
  (read: Reader): Reader =>
  async (owner, session) => {
    const before = await ownPage(exportPagePath, owner, session);
    if (!before.ok) return before;
    const found = await read(owner, session);
    // A server that calls itself new enough may lack it all the same.
    if (!found.ok && found.info === '404') return foundNothing;
    const after = await ownPage(exportPagePath, owner, session);
    return after.ok ? found : after;
  };

function tables(files: Record<string, Table>): DetailRead {
  return { ok: true, value: { files: Object.entries(files).map(([name, rows]) => ({ name, bytes: writeCsv(rows), contentType: CSV })) } };
}

const accountPath = ({ id }: DetailOwner) => `/api/v1/accounts/${encodeURIComponent(id)}`;

/** Five as a rule; a server may allow more. */
export const readPinned = asOwner(async (owner, session) => {
  const posts: Table = [];
  for (let next = ''; ; ) {
    const told = await readSaid(session, `${accountPath(owner)}/statuses?pinned=true&limit=${PAGE}${next}`);
    if (!told.ok) return told;
    if (!Array.isArray(told.value)) return failedDetail('unreadable');
    posts.push(...told.value.map((post) => postLine(post, session)));
    const last = textIn(told.value.at(-1), 'id', 30);
    if (told.value.length < PAGE) break;
    if (posts.length > MOST || !/^\d+$/.test(last) || next === `&max_id=${last}`) return failedDetail('unreadable');
    next = `&max_id=${last}`;
  }
  return posts.length === 0 ? foundNothing : tables({ 'pinned.csv': [['Address', 'Date', 'Visibility', 'Text'], ...posts] });
});

function postLine(post: unknown, session: Session): string[] {
  const warning = textIn(post, 'spoiler_text', 2_000);
  const body = plainText(textIn(post, 'content', 100_000), session.parse);
  const address = textIn(post, 'url', 2_000) || textIn(post, 'uri', 2_000);
  return [address, textIn(post, 'created_at', 40), textIn(post, 'visibility', 40), [warning, body].filter((part) => part !== '').join('\n\n')];
}

/** Each, and who is in it, also those who have not agreed yet. */
export const readCollections = asOwner(async (owner, session) => {
  const all = await allCollections(owner, session);
  if (!all.ok) return all;
  if (all.value.length === 0) return foundNothing;
  const about: Table = [['Collection', 'Description', 'Hashtag', 'Language', 'Sensitive', 'Discoverable', 'Address']];
  const members: Table = [['Collection', 'Account address']];
  for (const collection of all.value) {
    const text = (key: string) => textIn(collection, key, 3_000);
    const tag = textIn(own(collection, 'tag'), 'name', 500);
    const flags = ['sensitive', 'discoverable'].map((key) => String(own(collection, key) === true));
    about.push([text('name'), text('description'), tag === '' ? '' : `#${tag}`, text('language'), ...flags, text('url') || text('uri')]);
    const people = await membersOf(collection, owner, session);
    if (!people.ok) return people;
    members.push(...people.value.map((handle) => [text('name'), String(handle)]));
  }
  return tables({ 'collections.csv': about, ...(members.length === 1 ? {} : { [memberListName]: members }) });
});

/** Page by page; what the answer calls the next page is not to be relied on (`collections_controller.rb`, 4.6). */
async function allCollections(owner: DetailOwner, session: Session): Promise<Rows> {
  const all: unknown[] = [];
  for (;;) {
    const told = await readSaid(session, `${accountPath(owner)}/collections?limit=${PAGE}&offset=${all.length}`);
    if (!told.ok) return told;
    const some = own(told.value, 'collections');
    if (!Array.isArray(some) || all.length > MOST) return failedDetail('unreadable');
    all.push(...some);
    if (some.length < PAGE) return { ok: true, value: all };
  }
}

async function membersOf(collection: unknown, { id: owner, handle }: DetailOwner, session: Session): Promise<Rows> {
  const id = textIn(collection, 'id', 30);
  if (!/^\d+$/.test(id)) return failedDetail('unreadable');
  const items = own(collection, 'items');
  if (Array.isArray(items) && items.length === 0) return { ok: true, value: [] };
  const told = await readSaid(session, `/api/v1/collections/${id}`);
  // Deleted meanwhile: the others are still there.
  if (!told.ok) return told.info === '404' ? { ok: true, value: [] } : told;
  const people = own(told.value, 'accounts');
  if (!Array.isArray(people)) return failedDetail('unreadable');
  // The first is whose collection it is; with its own number it may also stand among the others.
  const domain = domainOfHandle(handle);
  const others = people.slice(0, MOST).filter((person, at) => at > 0 || textIn(person, 'id', 40) !== owner);
  return { ok: true, value: others.flatMap((person) => handleIn(person, domain)) };
}

function handleIn(person: unknown, domain: string): string[] {
  const acct = textIn(person, 'acct', 600);
  const parsed = parseHandle(wholeHandle(acct, domain));
  return acct === '' ? [] : [parsed.ok ? handleText(parsed.value) : acct];
}

/** By the same table as "Ask once" writes. */
export const readEndorsements = asOwner(async (owner, session) => {
  const domain = domainOfHandle(owner.handle);
  const people: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await readFollowersPage(session, { id: owner.id, domain }, after, 'endorsements');
    if (!page.ok)
      return page.trouble.kind === 'busy' ? failedDetail('busy', String(page.trouble.seconds)) : failedDetail(page.trouble.kind, page.trouble.detail);
    people.push(...page.value.followers.map(({ handle }) => handle));
    after = page.value.next;
    if (people.length > 10 * MOST) return failedDetail('unreadable');
    if (after === null) break;
  }
  return people.length === 0 ? foundNothing : tables({ 'endorsements.csv': [['Account address'], ...people.map((handle) => [handle])] });
});
