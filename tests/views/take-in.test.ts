import 'fake-indexeddb/auto';
import JSZip from 'jszip';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { allSnapshots, deleteAll } from '../../browser/kit-store';
import * as messages from '../../browser/messages';
import { detailIds } from '../../journey/detail-ids';
import type { Plan } from '../../journey/plan';
import type { KitSnapshot } from '../../kit/kit-file';
import { makeKitFile } from '../../kit/kit-file';
import type { KitWords } from '../../kit/kit-page';
import { packKit } from '../../kit/pack-kit';
import type { ListKind } from '../../lists/kinds';
import { keepPreview, preview, type TakenIn, takeIn } from '../../views/take-in';
import { oldGone, planAfter, saved } from '../journey/sample';

const HEADER = 'Account address,Show boosts,Notify on new posts,Languages';
const FOLLOWS = `${HEADER}\nada@bakers.example,true,false,\n`;
const plan = planAfter();
const takenAt = '2026-01-05T12:00:00.000Z';

/** What the background was told to count in. */
let told: { kind: ListKind; sha256: string }[];
beforeEach(async () => {
  await deleteAll();
  told = [];
  vi.spyOn(messages, 'sendMessage').mockImplementation((async (_: string, files: typeof told) => void told.push(...files)) as typeof messages.sendMessage);
});

const words: KitWords = {
  language: 'en',
  title: '',
  intro: '',
  readme: '',
  homepage: 'https://transhumance.example/',
  saved: () => '',
  columns: { list: '', file: '', rows: '', pageCount: '', source: '', fingerprint: '' },
  lists: { follows: '', lists: '', bookmarks: '', custom_filters: '', mutes: '', blocks: '', domain_blocks: '' },
  followers: 'Followers',
  following: 'Following',
  details: Object.fromEntries(detailIds.map((id) => [id, id])) as KitWords['details'],
  source: ({ source, notes }) => [source, ...notes].join(', '),
  date: (iso) => iso,
  number: String,
};

async function snapshot(handle: string, lists: Partial<Record<ListKind, string>>, at = takenAt): Promise<KitSnapshot> {
  const made = Object.entries(lists).map(([kind, text]) => makeKitFile(kind as ListKind, new TextEncoder().encode(text), { source: 'export', takenAt: at }));
  const files = (await Promise.all(made)).flatMap((each) => (each.ok ? [each.file] : []));
  return { id: handle + at, takenAt: at, handle, server: { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' }, files };
}

async function kitOf(handle: string, lists: Partial<Record<ListKind, string>>): Promise<Uint8Array<ArrayBuffer>> {
  return packKit([await snapshot(handle, lists)], words);
}
/** As after unpacking, perhaps editing, and packing the folder. */
async function packedAgain(zip: Uint8Array, edit: (folder: JSZip) => void = () => {}): Promise<Uint8Array<ArrayBuffer>> {
  const again = new JSZip();
  for (const [name, entry] of Object.entries((await JSZip.loadAsync(zip)).files)) again.file(`kit/${name}`, await entry.async('uint8array'));
  edit(again);
  return again.generateAsync({ type: 'uint8array' }) as Promise<Uint8Array<ArrayBuffer>>;
}
const dropped = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);
/** As a person who keeps everything that was shown. */
async function keepAll(answers: readonly TakenIn[], of = plan): Promise<TakenIn[]> {
  return Promise.all(answers.map(async (answer) => (answer.is === 'preview' ? keepPreview(of, answer, answer.ways[0] ?? 'keep') : answer)));
}
const said = (answers: readonly TakenIn[]) => answers.map((answer) => [answer.is, 'say' in answer ? answer.say.key : answer.kind]);
const kept = async () => (await allSnapshots()).flatMap(({ handle, files }) => files.map(({ kind, source, rows }) => ({ handle, kind, source, rows })));

test('rows that are there several times are said to count once', async () => {
  const [answer] = await takeIn(plan, [dropped('follows.csv', `${FOLLOWS}ADA@Bakers.example,true,false,\nbruno@bakers.example,true,false,\n`)]);
  expect(answer?.is === 'preview' ? answer.body : []).toContainEqual({ key: 'kit.drop.doubled', params: { count: 1 } });
  const [plain] = await takeIn(plan, [dropped('follows.csv', FOLLOWS)]);
  expect(plain?.is === 'preview' ? plain.body.map(({ key }) => key) : []).not.toContain('kit.drop.doubled');
});

describe('a kit', () => {
  test.each(['as it was downloaded', 'packed again in a folder'])('%s is taken in, and its lists count', async (how) => {
    const zip = await kitOf('amelie@old.example', { follows: FOLLOWS, blocks: 'bruno@bakers.example\n' });
    const answers = await takeIn(plan, [dropped('kit.zip', how.startsWith('packed') ? await packedAgain(zip) : zip)]);
    expect(answers).toEqual([
      { is: 'kit', name: 'kit.zip', say: { key: 'kit.drop.kit', params: { handle: '@amelie@old.example', count: 2 } }, names: [], warnings: [] },
    ]);
    expect(told.map(({ kind }) => kind).sort()).toEqual(['blocks', 'follows']);
    expect(await kept()).toHaveLength(2);
  });

  test.each(['as it was downloaded', 'packed again in a folder', 'packed again after an edit'])('of another account is not taken in, %s', async (how) => {
    const zip = await kitOf('band@old.example', { follows: FOLLOWS });
    const edit = (folder: JSZip) => void folder.file('kit/activitypub/following_accounts.csv', FOLLOWS.replace('ada', 'eve'));
    const file = how.startsWith('as') ? zip : await packedAgain(zip, how.endsWith('edit') ? edit : undefined);
    expect(await takeIn(plan, [dropped('kit.zip', file)])).toMatchObject([
      { is: 'problem', say: { key: 'kit.drop.otherAccount', params: { handle: '@band@old.example', old: '@amelie@old.example' } } },
    ]);
    expect(told).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  test('of two accounts: what was changed of the other one is not taken for this one’s own', async () => {
    const both = [
      await snapshot('amelie@old.example', { blocks: 'ada@bakers.example\n' }),
      await snapshot('band@old.example', { follows: FOLLOWS }, '2026-02-05T12:00:00.000Z'),
    ];
    const edit = (folder: JSZip) => void folder.file('kit/activitypub/following_accounts.csv', FOLLOWS.replace('ada', 'eve'));
    await takeIn(plan, [dropped('kit.zip', await packedAgain(await packKit(both, words), edit))]);
    expect(await kept()).toMatchObject([{ handle: 'amelie@old.example', kind: 'blocks' }]);
  });

  test('in which a list was edited: that list is the person’s own, the others are the server’s', async () => {
    const zip = await packedAgain(await kitOf('amelie@old.example', { follows: FOLLOWS, blocks: 'ada@bakers.example\n' }), (folder) =>
      folder.file('kit/activitypub/following_accounts.csv', `${FOLLOWS}bruno@bakers.example,true,false,\n`),
    );
    const answers = await takeIn(plan, [dropped('kit.zip', zip)]);
    expect(await keepAll(answers)).toMatchObject([
      { is: 'kit', warnings: [{ key: 'kit.drop.warnings.changed' }] },
      { is: 'list', kind: 'follows', rows: 2 },
    ]);
    expect((await kept()).map(({ kind, source }) => [kind, source]).sort()).toEqual([
      ['blocks', 'export'],
      ['follows', 'dropped'],
    ]);
  });
});

describe('lists of the person’s own', () => {
  test('are taken in without the old account, and its kit is still known as its own', async () => {
    const alone = planAfter(...oldGone);
    const zip = dropped('kit.zip', await kitOf('amelie@old.example', { blocks: 'bruno@bakers.example\n' }));
    const answers = await takeIn(alone, [dropped('follows.csv', FOLLOWS), zip]);
    expect(answers.map(({ is }) => is).sort()).toEqual(['kit', 'preview']);
    await keepAll(answers, alone);
    // And it can be downloaded and read again, although nobody knows what the server ran.
    const packed = await packKit(await allSnapshots('amelie@old.example'), { ...words, saved: ({ server }) => server });
    expect((await takeIn(alone, [dropped('again.zip', packed)]))[0]).toMatchObject({ is: 'kit', warnings: [] });
    const [page] = (await JSZip.loadAsync(packed)).file(/index\.html$/);
    expect(await page?.async('string')).toContain('<h2>https://old.example</h2>');
  });

  test('edited in a spreadsheet: BOM, semicolons, CRLF, translated words', async () => {
    const edited = `\ufeff${FOLLOWS.replaceAll(',', ';').replaceAll('\n', '\r\n').replace('true', 'VRAI').replace('false', 'FAUX')}`;
    expect(await keepAll(await takeIn(plan, [dropped('mes abonnements.csv', edited)]))).toEqual([
      { is: 'list', name: 'mes abonnements.csv', kind: 'follows', rows: 1 },
    ]);
    expect(told).toHaveLength(1);
  });

  test('are each answered for', async () => {
    const answers = await takeIn(plan, [
      dropped('following_accounts.csv', FOLLOWS),
      dropped('mine.csv', 'ada@bakers.example\n'),
      dropped('page.csv', '<!DOCTYPE html><html>'),
      dropped('broken.zip', 'PK\u0003\u0004'),
    ]);
    expect(said(answers)).toEqual([
      ['problem', 'kit.drop.problems.truncated'],
      ['preview', 'follows'],
      ['unsure', 'kit.drop.ask'],
      ['problem', 'kit.drop.problems.html'],
    ]);
  });

  test('are shown before they are kept: what was understood, what is not used, and what is saved already', async () => {
    const withSaved = planAfter(saved('follows'));
    const [shown] = await takeIn(withSaved, [dropped('following.csv', 'Account address,Nickname\nada@bakers.example,A\nbruno,B\n')]);
    expect(shown).toMatchObject({ is: 'preview', rows: 2, ways: ['add', 'instead'] });
    expect(shown?.is === 'preview' && shown.body.map(({ key }) => key)).toEqual([
      'kit.drop.understood',
      'kit.drop.first',
      'kit.drop.completed',
      'kit.drop.columnsLeft',
      'kit.drop.there',
    ]);
    // A name without a server is one of the server that is left, never of the one that is gone to.
    expect(shown?.is === 'preview' && shown.body[1]?.params).toEqual({ rows: 'ada@bakers.example, bruno@old.example' });
    expect([told, await kept()]).toEqual([[], []]);
  });

  test('the end of a mute is said of the mutes, and its column is not among those that are not used', async () => {
    const text = 'acct,hide_notifications,Expire,Note\na@b.example,True,2199-03-01,x\ne@f.example,True,2020-01-01,\n';
    const [shown] = await takeIn(plan, [dropped('mutes.csv', text)]);
    expect(shown?.is === 'preview' && shown.body.map(({ key, params }) => [key, params?.count, params?.columns])).toEqual([
      ['kit.drop.understood', 1, undefined],
      ['kit.drop.first', undefined, undefined],
      ['kit.drop.muteEnds', 1, undefined],
      ['kit.drop.columnsLeft', 1, 'Note'],
      ['kit.drop.left.ended', 1, undefined],
    ]);
  });

  test('rows that no import can use are left out with their reason; of nothing else, nothing is offered', async () => {
    const rows = 'ada@bakers.example\n! 117679901956330291@oak.example\n117679901956330291@handle.invalid\nada.bsky.social\n';
    const [shown] = await takeIn(plan, [dropped('friends.csv', `Account address\n${rows}`)]);
    expect(shown?.is === 'preview' && shown.body.map(({ key, params }) => [key, params?.count, params?.rows])).toEqual([
      ['kit.drop.understood', 1, undefined],
      ['kit.drop.first', undefined, 'ada@bakers.example'],
      ['kit.drop.left.no-server', 1, 'ada.bsky.social'],
      ['kit.drop.left.not-an-address', 2, '! 117679901956330291@oak.example; 117679901956330291@handle.invalid'],
    ]);
    expect(await takeIn(plan, [dropped('friends.csv', 'Account address\nada.bsky.social\n')])).toMatchObject([{ is: 'preview', ways: [] }]);
  });

  test('several lists in one file are several answers', async () => {
    const json = JSON.stringify({ muted: ['https://bakers.example/users/ada'], blocked: ['https://cyclists.example/users/bruno'] });
    expect(said(await takeIn(plan, [dropped('muted-and-blocked-accounts.json', json)]))).toEqual([
      ['preview', 'mutes'],
      ['preview', 'blocks'],
    ]);
  });

  test('added to the saved list, nothing is lost and nothing is there twice', async () => {
    const [first] = await keepAll(await takeIn(plan, [dropped('following_accounts.csv', FOLLOWS)]));
    expect(first).toMatchObject({ is: 'list', rows: 1 });
    const list = { rows: 1, bytes: 9, pageCount: null, source: 'dropped', served: false, notes: [], at: 1, sha256: told[0]?.sha256 ?? '' } as const;
    const withSaved: Plan = { ...plan, kit: { ...plan.kit, lists: { follows: { ...list, notes: [] } } } };
    const [shown] = await takeIn(withSaved, [dropped('theme.csv', 'Account address\nADA@bakers.example\nzora@bakers.example\n')]);
    const asked = shown?.is === 'unsure' ? await preview(withSaved, 'theme.csv', shown.understood, 'follows') : shown;
    if (asked?.is !== 'preview') throw new Error('nothing was understood');
    expect(await keepPreview(withSaved, asked, 'add')).toMatchObject({ is: 'list', rows: 2 });
    expect(await keepPreview(withSaved, asked, 'instead')).toMatchObject({ is: 'list', rows: 2 });
  });

  test('two of one kind in one ZIP: the person says which one counts', async () => {
    const zip = new JSZip();
    zip.file('mine/2024/following_accounts.csv', FOLLOWS);
    zip.file('mine/2025/following_accounts.csv', `${FOLLOWS}bruno@bakers.example,true,false,\n`);
    const answers = await takeIn(plan, [dropped('mine.zip', (await zip.generateAsync({ type: 'uint8array' })) as Uint8Array<ArrayBuffer>)]);
    expect(answers).toMatchObject([
      { is: 'kit', say: { key: 'kit.drop.warnings.no-index' } },
      { is: 'unsure', name: 'mine/2024/following_accounts.csv', candidates: ['follows'], say: { key: 'kit.drop.askWhich' } },
      { is: 'unsure', name: 'mine/2025/following_accounts.csv', candidates: ['follows'] },
    ]);
    expect(await kept()).toEqual([]);
    const asked = answers[2];
    if (asked?.is === 'unsure') expect(await keepAll([await preview(plan, asked.name, asked.understood, 'follows')])).toMatchObject([{ is: 'list', rows: 2 }]);
    expect(await kept()).toMatchObject([{ kind: 'follows', source: 'dropped', rows: 2 }]);
  });

  test('a folder, or a file that is gone: said, and the others are taken in', async () => {
    const gone = dropped('folder', '');
    const slice = { arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) };
    Object.defineProperty(gone, 'slice', { value: () => slice });
    const moved = dropped('moved.csv', FOLLOWS);
    Object.defineProperty(moved, 'arrayBuffer', { value: slice.arrayBuffer });
    expect(said(await takeIn(plan, [gone, moved, dropped('following_accounts.csv', FOLLOWS)]))).toEqual([
      ['problem', 'kit.drop.problems.unreadable-file'],
      ['problem', 'kit.drop.problems.unreadable-file'],
      ['preview', 'follows'],
    ]);
  });

  test('an archive of posts, however many pictures it has, is sent to its place', async () => {
    const zip = new JSZip();
    for (let number = 0; number < 2_500; number++) zip.file(`media_attachments/files/${number}.png`, 'x', { createFolders: false });
    for (const name of ['outbox.json', 'likes.json', 'bookmarks.json', 'actor.json']) zip.file(name, '{}');
    const bytes = (await zip.generateAsync({ type: 'uint8array' })) as Uint8Array<ArrayBuffer>;
    expect(said(await takeIn(plan, [dropped('archive.zip', bytes)]))).toEqual([['archive', 'kit.drop.foreign.archive']]);
  });

  test('forty long ones in a small ZIP: the rows of one at a time', async () => {
    const zip = new JSZip();
    for (let number = 0; number < 40; number++) zip.file(`${number}/page.csv`, `${HEADER}\n${'a@b.example,true,false,\n'.repeat(50_000)}`);
    const bytes = (await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' })) as Uint8Array<ArrayBuffer>;
    const before = process.memoryUsage().rss;
    const answers = await takeIn(plan, [dropped('mine.zip', bytes)]);
    expect(answers).toHaveLength(41);
    // The bytes themselves are 46 MB; the rows of all of them were gigabytes.
    expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
  }, 600_000);
});
