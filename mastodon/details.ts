/**
 * Details of the account that is signed in, read from its own settings pages before a move, which closes them
 * (docs/mastodon.md, Details of an account). Each becomes files for the kit. Nothing is changed on the server.
 */
import { type DetailId, detailPages } from '../journey/detail-ids';
import { severedEventsName } from '../kit/kit-file';
import { own, textIn } from '../lists/json';
import { MOST_BYTES } from '../lists/parse';
import { type Setting, settingsCsv } from '../lists/settings';
import { writeCsv } from '../lists/write-csv';
import { pathOf } from './define-page';
import { plainText } from './html-text';
import { CSV, type DetailBytes, type DetailOwner, type DetailRead, type Failed, failedDetail, foundNothing, ownPage, readSaid, whyNot } from './own-page';
import { ask, type Session } from './session';
import { formAt, settingsIn } from './settings-form';
import { readCollections, readEndorsements, readPinned } from './told-details';

/** Reads one detail to its end, or says why not. A page that this server does not have holds nothing. */
export async function readDetail(detail: DetailId, owner: DetailOwner, session: Session): Promise<DetailRead> {
  switch (detail) {
    case 'severed':
      return readSevered(owner, session);
    case 'profile':
      return readProfile(owner, session);
    case 'featured_tags':
      return readTags(owner, session);
    case 'pinned':
      return readPinned(owner, session);
    case 'collections':
      return readCollections(owner, session);
    case 'endorsements':
      return readEndorsements(owner, session);
    default: {
      const read = await readForm(detailPages[detail], owner, session);
      if (!read.ok || read.value === null) return read.ok ? foundNothing : read;
      return settingsFile(detail, detail === 'attribution' ? oneEach(read.value) : read.value);
    }
  }
}

function settingsFile(detail: DetailId, settings: readonly Setting[]): DetailRead {
  return { ok: true, value: { files: [{ name: `${detail}.csv`, bytes: settingsCsv(settings), contentType: CSV }] } };
}

/** Websites stand in one field, one a line: in the table each has a line of its own, and is counted. */
const oneEach = (settings: readonly Setting[]): Setting[] => settings.flatMap((one) => (one.value.match(/\S+/g) ?? []).map((value) => ({ ...one, value })));

/** The settings of the form on its own page; null where the server has no such page, or no form on it. */
async function readForm(path: string, owner: DetailOwner, session: Session): Promise<{ ok: true; value: Setting[] | null } | Failed> {
  const page = await ownPage(path, owner, session);
  if (!page.ok) return page;
  if (page.value === null) return { ok: true, value: null };
  const form = formAt(page.value, session.origin, path);
  return { ok: true, value: form === null ? null : settingsIn(form) };
}

// People cut off by blocks
// ------------------------------------------------------------

/** Each a line on the page with two files at most; a server that blocks a lot makes hundreds in years. */
const MOST_EVENTS = 200;
const MOST_FILES = 2 * MOST_EVENTS;
/** Of all files together, as of one list. */
const MOST_OF_EVENTS = MOST_BYTES;

/**
 * Every event with both its files, as the server wrote them, and a table of the events. Whose they are is looked at
 * before the first file and after the last: a CSV says nothing about it.
 */
async function readSevered(owner: DetailOwner, session: Session): Promise<DetailRead> {
  const path = detailPages.severed;
  const page = await ownPage(path, owner, session);
  if (!page.ok) return page;
  const events = page.value === null ? [] : eventsIn(page.value, session.origin);
  if (events.length === 0) return foundNothing;
  const wanted = new Map(events.flatMap(({ links }) => links.map(({ name, path: file }) => [name, file])));
  const links = events.reduce((sum, event) => sum + event.links.length, 0);
  if (events.length > MOST_EVENTS || links > MOST_FILES) return failedDetail('unreadable', String(links));
  const files: DetailBytes[] = [];
  let room = MOST_OF_EVENTS;
  for (const [name, file] of wanted) {
    const asked = await ask(session, file, [CSV], room);
    if (!asked.ok) return whyNot(asked.trouble);
    room -= asked.value.bytes.length;
    files.push({ name, bytes: asked.value.bytes, contentType: CSV });
  }
  const after = await ownPage(path, owner, session);
  if (!after.ok) return after;
  const table = events.map(({ at, what, links }) => [at, what, ...links.map(({ name }) => name)]);
  const index = { name: severedEventsName, bytes: writeCsv([['Date', 'Event', 'Files'], ...table]), contentType: CSV };
  return { ok: true, value: { files: [index, ...files] } };
}

interface SeveredLine {
  at: string;
  /** In the language of the page: "You blocked example.com". */
  what: string;
  links: { name: string; path: string }[];
}

function eventsIn(document: Document, origin: string): SeveredLine[] {
  return [...document.querySelectorAll('table.table tbody tr')].flatMap((row) => {
    const links = [...row.querySelectorAll('a')].flatMap((link) => {
      const path = pathOf(link, origin) ?? '';
      const [, number, which] = /^\/severed_relationships\/(\d{1,20})\/(following|followers)\.csv$/.exec(path) ?? [];
      return number === undefined ? [] : [{ name: `severed-${number}-${which}.csv`, path }];
    });
    const at = row.querySelector('time')?.getAttribute('datetime') ?? '';
    const what = (row.querySelectorAll('td')[1]?.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 300);
    return links.length === 0 ? [] : [{ at, what, links }];
  });
}

// Profile
// ------------------------------------------------------------

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MOST_PICTURE = 8 * 1_048_576;

/**
 * What the form holds, word for word, where there is one (until 4.5); else as the server shows it, turned back into
 * text. Both pictures where the server itself has them.
 */
async function readProfile(owner: DetailOwner, session: Session): Promise<DetailRead> {
  const form = await readForm(detailPages.profile, owner, session);
  if (!form.ok) return form;
  const shown = await readSaid(session, `/api/v1/accounts/${encodeURIComponent(owner.id)}`);
  if (!shown.ok) return shown;
  const settings = [...(form.value ?? textsOf(shown.value, session)), ...flagsOf(shown.value)];
  const files: DetailBytes[] = [{ name: 'profile.csv', bytes: settingsCsv(settings), contentType: CSV }];
  const elsewhere: Partial<Record<'avatar' | 'header', string>> = {};
  for (const which of ['avatar', 'header'] as const) {
    const address = textIn(shown.value, which, 2_000);
    // Who has none is shown a picture of the server's own.
    if (!URL.canParse(address) || /\/missing\.png$/.test(new URL(address).pathname)) continue;
    const { origin, pathname, search, protocol } = new URL(address);
    if (origin !== session.origin) {
      if (protocol === 'https:') elsewhere[which] = address;
      continue;
    }
    const asked = await ask(session, pathname + search, PICTURES, MOST_PICTURE);
    if (!asked.ok) return whyNot(asked.trouble);
    files.push({ name: `${which}.${asked.value.type.slice('image/'.length)}`, bytes: asked.value.bytes, contentType: asked.value.type });
  }
  return { ok: true, value: { files, elsewhere } };
}

/** The names are those of the form that 4.6 removed: its address still takes them (docs/mastodon.md, Profile). */
export function textsOf(account: unknown, session: Session): Setting[] {
  const fields = own(account, 'fields');
  const pairs = (Array.isArray(fields) ? fields : []).slice(0, 50).flatMap((field, at): Setting[] => [
    { label: `Field ${at + 1}`, value: textIn(field, 'name', 2_000), shown: '', field: `account[fields_attributes][${at}][name]` },
    { label: '', value: plainText(textIn(field, 'value', 20_000), session.parse), shown: '', field: `account[fields_attributes][${at}][value]` },
  ]);
  return [
    { label: 'Display name', value: textIn(account, 'display_name', 2_000), shown: '', field: 'account[display_name]' },
    { label: 'Bio', value: plainText(textIn(account, 'note', 100_000), session.parse), shown: '', field: 'account[note]' },
    ...pairs,
  ];
}

const flags = ['bot', 'locked', 'discoverable', 'indexable', 'hide_collections'] as const;

/** By Mastodon's own names for them in its API. What nobody has chosen yet is null there, and holds as a no. */
export function flagsOf(account: unknown): Setting[] {
  const isTold = (flag: string) => typeof account === 'object' && account !== null && Object.hasOwn(account, flag);
  return flags.flatMap((flag) => {
    const value = own(account, flag) ?? (isTold(flag) ? false : null);
    return typeof value === 'boolean' ? [{ label: flag, value: String(value), shown: '', field: flag }] : [];
  });
}

async function readTags(owner: DetailOwner, session: Session): Promise<DetailRead> {
  const shown = await readSaid(session, `/api/v1/accounts/${encodeURIComponent(owner.id)}/featured_tags`);
  if (!shown.ok) return shown;
  if (!Array.isArray(shown.value)) return failedDetail('unreadable');
  const names = shown.value
    .slice(0, 100)
    .map((tag) => textIn(tag, 'name', 500))
    .filter((name) => name !== '');
  if (names.length === 0) return foundNothing;
  return {
    ok: true,
    value: { files: [{ name: 'featured_tags.csv', bytes: writeCsv([['Hashtag'], ...names.map((name) => [`#${name}`])]), contentType: CSV }] },
  };
}
