/**
 * The kit as a container of FEP-6fcd: a validator of ours over many generated kits, and each comes back equal. The
 * validator knows the FEP's words only, and nothing of how kits are made.
 */
import fc from 'fast-check';
import JSZip from 'jszip';
import { expect, test } from 'vitest';
import { detailIds } from '../../journey/detail-ids';
import type { DetailFile, FollowersFile, KitFile, KitSnapshot } from '../../kit/kit-file';
import { makeKitFile } from '../../kit/kit-file';
import type { KitWords } from '../../kit/kit-page';
import { packKit } from '../../kit/pack-kit';
import { readKit } from '../../kit/read-kit';
import { followersCsv } from '../../lists/followers';
import { hash } from '../../lists/hash';
import { type ListKind, listKinds } from '../../lists/kinds';
import { settingsCsv } from '../../lists/settings';

const words: KitWords = {
  language: 'en',
  title: 'Kit',
  intro: '',
  readme: 'Read me',
  homepage: 'https://transhumance.example/',
  saved: ({ handle }) => handle,
  columns: { list: '', file: '', rows: '', pageCount: '', source: '', fingerprint: '' },
  lists: Object.fromEntries(listKinds.map((kind) => [kind, kind])) as KitWords['lists'],
  followers: 'Followers',
  following: 'Following',
  details: Object.fromEntries(detailIds.map((id) => [id, id])) as KitWords['details'],
  source: () => '',
  date: (iso) => iso,
  number: String,
};

/** What the FEP's own example calls each of Mastodon's exports. */
const names: Partial<Record<ListKind, string>> = {
  follows: 'following_accounts.csv',
  lists: 'lists.csv',
  bookmarks: 'bookmarks.csv',
  mutes: 'muted_accounts.csv',
  blocks: 'blocked_accounts.csv',
  domain_blocks: 'blocked_domains.csv',
};

type Listing = Record<string, { url?: string; contents?: Listing }>;

/** Every path that the manifest names. */
function pathsIn(listing: Listing, folder = ''): string[] {
  return Object.entries(listing).flatMap(([name, { contents }]) => (contents === undefined ? [folder + name] : pathsIn(contents, `${folder}${name}/`)));
}

/** What is not as the FEP has it; empty for a good container. */
async function faultsOf(zip: JSZip): Promise<string[]> {
  const faults: string[] = [];
  const text = await zip.file('manifest.yml')?.async('string');
  if (text === undefined) return ['no manifest.yml'];
  const manifest = JSON.parse(text) as {
    'ubc-version'?: unknown;
    contents?: Listing;
    meta?: { created?: string; createdBy?: { client?: { name?: string; url?: string } } };
  };
  if (manifest['ubc-version'] !== '0.1') faults.push('no ubc-version');
  if (manifest.contents === undefined) return [...faults, 'no contents'];
  if (Number.isNaN(Date.parse(manifest.meta?.created ?? ''))) faults.push('created is no date');
  if (!URL.canParse(manifest.meta?.createdBy?.client?.url ?? '')) faults.push('the client has no address');
  const listed = pathsIn(manifest.contents).sort();
  const there = Object.keys(zip.files)
    .filter((path) => zip.files[path]?.dir === false)
    .sort();
  if (JSON.stringify(listed) !== JSON.stringify(there)) faults.push(`lists ${listed.join()} and holds ${there.join()}`);
  const actor = await zip.file('activitypub/actor.json')?.async('string');
  if (actor !== undefined) {
    const { '@context': context, type, preferredUsername } = JSON.parse(actor) as Record<string, unknown>;
    if (!JSON.stringify([context]).includes('https://www.w3.org/ns/activitystreams')) faults.push('the actor has no context');
    if (!['Person', 'Service'].includes(String(type)) || typeof preferredUsername !== 'string') faults.push('the actor is none');
  }
  return faults;
}

const handles = fc
  .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.constantFrom('a.example', 'b.example', 'xn--mnster-3ya.example'))
  .map((parts) => parts.join('@'));
const lines: Partial<Record<ListKind, (handle: string) => string>> = {
  follows: (handle) => `${handle},true,false,`,
  mutes: (handle) => `${handle},true`,
  blocks: (handle) => handle,
  lists: (handle) => `Bread,${handle}`,
  bookmarks: (handle) => `https://a.example/users/${handle.split('@')[0]}/statuses/1`,
  domain_blocks: (handle) => `${handle.split('@')[0]}.example`,
};
const headers: Partial<Record<ListKind, string>> = {
  follows: 'Account address,Show boosts,Notify on new posts,Languages\n',
  mutes: 'Account address,Hide notifications\n',
};
const wild = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\0', ''));

interface Made {
  lists: [ListKind, string[]][];
  followers: string[] | null;
  profile: { name: string; bio: string; field: string } | null;
  minutes: number;
}
const made: fc.Arbitrary<Made> = fc.record({
  lists: fc.uniqueArray(fc.tuple(fc.constantFrom(...(Object.keys(names) as ListKind[])), fc.array(handles, { maxLength: 4 })), {
    maxLength: 6,
    selector: ([kind]) => kind,
  }),
  followers: fc.option(fc.array(handles, { maxLength: 4 })),
  profile: fc.option(fc.record({ name: wild, bio: wild, field: wild })),
  minutes: fc.nat({ max: 500_000 }),
});

async function snapshotOf({ lists, followers, profile, minutes }: Made, at: number): Promise<KitSnapshot> {
  const takenAt = new Date(Date.UTC(2020 + at, 0) + minutes * 60_000).toISOString();
  const files: KitFile[] = [];
  for (const [kind, people] of lists) {
    const bytes = new TextEncoder().encode((headers[kind] ?? '') + people.map((handle) => `${lines[kind]?.(handle)}\n`).join(''));
    const file = await makeKitFile(kind, bytes, { source: 'export', takenAt });
    if (file.ok) files.push(file.file);
  }
  const people: FollowersFile[] = [];
  if (followers !== null) {
    const bytes = followersCsv(followers.map((handle) => ({ handle, actor: null, url: '' })));
    people.push({ name: 'followers.csv', bytes, sha256: await hash(bytes), takenAt, rows: followers.length, of: null });
  }
  const details: DetailFile[] = [];
  if (profile !== null) {
    const setting = (field: string, value: string) => ({ label: field, value, shown: '', field });
    const bytes = settingsCsv([
      setting('account[display_name]', profile.name),
      setting('account[note]', profile.bio),
      setting('account[fields_attributes][0][name]', 'Web'),
      setting('account[fields_attributes][0][value]', profile.field),
    ]);
    details.push({ detail: 'profile', name: 'profile.csv', bytes, sha256: await hash(bytes), takenAt, contentType: 'text/csv' });
  }
  const server = { origin: 'https://old.example', software: 'mastodon', version: '4.5.0' };
  return {
    id: `save-${at}`,
    takenAt,
    handle: 'amelie@old.example',
    server,
    files,
    ...(people.length > 0 ? { followers: people } : {}),
    ...(details.length > 0 ? { details } : {}),
  };
}

test('a thousand kits are good containers, name each list as the FEP does, and come back equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 3 }), async (saves) => {
      const snapshots = await Promise.all(saves.map(snapshotOf));
      const packed = await packKit(snapshots, words);
      const zip = await JSZip.loadAsync(packed);
      expect(await faultsOf(zip)).toEqual([]);
      for (const { kind } of snapshots.at(-1)?.files ?? []) expect(zip.file(`activitypub/${names[kind]}`), kind).not.toBeNull();
      const read = await readKit(packed);
      expect(read).toMatchObject({ ok: true, warnings: [], loose: [] });
      expect(read.ok && read.snapshots).toEqual(snapshots);
    }),
    { numRuns: 1_000, seed: 6 },
  );
  // A thousand ZIPs, packed and read: a busy machine takes ten times as long.
}, 600_000);

test.each([
  ['nothing tells what is in it', (zip: JSZip) => zip.remove('manifest.yml')],
  ['a file that the manifest does not name', (zip: JSZip) => zip.file('activitypub/more.csv', 'x')],
  ['a file that is not there', (zip: JSZip) => zip.remove('activitypub/lists.csv')],
  ['an actor that is none', (zip: JSZip) => zip.file('activitypub/actor.json', '{}')],
])('the validator finds faults: %s', async (_, spoil) => {
  const save: Made = { lists: [['lists', ['ada@a.example']]], followers: null, profile: { name: 'A', bio: '', field: '' }, minutes: 0 };
  const zip = await JSZip.loadAsync(await packKit([await snapshotOf(save, 0)], words));
  expect(await faultsOf(zip)).toEqual([]);
  spoil(zip);
  expect(await faultsOf(zip)).not.toEqual([]);
});
