/** The archive of posts: asked for on the server's page, looked into on the start page, its bookmarks into the kit. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type Text, type TextKey, text } from '../../journey/text';
import { forgeTar } from '../kit/tar-forge';
import { forgeZip } from '../kit/zip-forge';
import { makeArchive } from '../practice/archive';
import { cardSays, expectPointingAt, type Journey, press, rowOf, say, setOut, show, tabAt, words } from './journey';
import { longTurn, turn } from './turns';

const DAY = 24 * 60 * 60 * 1_000;

let journey: Journey;
beforeAll(async () => {
  journey = await setOut({ practice: { servers: { old: { version: '4.6' } } } });
});
afterAll(() => journey?.close());
beforeEach(() => journey.again((plan) => ({ ...plan, said: { save: { what: 'skipped', at: Date.now() } } })));

const amelie = () => journey.old.account('amelie');
const archive = () => makeArchive(journey.old, amelie());

const part = (start: Page) => start.locator('#archive');
const reads = (start: Page, key: TextKey, params?: Text['params']) => part(start).getByText(say(key, params), { exact: true }).waitFor();

/** As the mouse does it. */
async function drop(start: Page, name: string, bytes: Uint8Array) {
  const dataTransfer = await start.evaluateHandle(
    ({ name, base64 }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
      return transfer;
    },
    { name, base64: Buffer.from(bytes).toString('base64') },
  );
  await part(start).locator('.drop').dispatchEvent('drop', { dataTransfer });
}

turn('the card goes along: asked for, in the making with both dates, ready, said to be downloaded', async () => {
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  const offer = { button: words.exports.request };
  await cardSays(page, 'cards.archive.offer.title', offer);
  const request = page.getByRole('link', { name: words.exports.request });
  await expectPointingAt(page, request);
  await request.click();
  const waiting = await cardSays(page, 'cards.archive.waiting.title');
  const [backup] = amelie().backups;
  if (backup === undefined) throw new Error('nothing was asked for');
  const again = say('cards.archive.again', { date: backup.created + 6 * DAY });
  await waiting.getByText(say('cards.archive.waiting.since', { date: backup.created })).waitFor();
  await waiting.getByText(again).waitFor();
  const row = rowOf(await journey.popup(), 'steps.archive.title');
  await row.getByRole('button').first().click();
  await row.getByText(say('steps.archive.waiting', { date: backup.created })).waitFor();
  await row.getByText(again).waitFor();

  backup.ready = true;
  await journey.browser.reload(page);
  const ready = await cardSays(page, 'cards.archive.ready.title');
  await ready.getByText(again).waitFor();
  await expectPointingAt(page, page.getByRole('link', { name: words.exports.download }));
  await press(ready, 'buttons.archiveDownloaded');
  await vi.waitFor(async () => expect((await journey.plan()).said.archive?.what).toBe('done'));
  // Saving was left out in these tests: nothing is called saved, and it is offered still.
  await cardSays(page, 'cards.save.offer.title');
});

// Before the next one: bookmarks that are in the kit are not offered again, and the kit outlives a plan.
longTurn('a file that is gone meanwhile is said to be', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-archive-'));
  try {
    const file = path.join(folder, 'archive.zip');
    fs.writeFileSync(file, await archive());
    const start = await journey.browser.open('start.html#archive');
    await part(start).locator('input[type=file]').setInputFiles(file);
    await reads(start, 'archive.media', { count: 1 });
    fs.rmSync(file);
    await press(part(start), 'archive.bookmarksButton');
    await reads(start, 'archive.problems.unreadable-file');
    await part(start)
      .getByRole('button', { name: say('archive.bookmarksButton') })
      .waitFor();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

turn('an archive shows its numbers, and its bookmarks go into the kit and from there to the import', async () => {
  amelie().bookmarks.add('no address');
  const start = await journey.browser.open('start.html#archive');
  await drop(start, 'archive-1.zip', await archive());
  const posts = Math.min(amelie().statuses, 600);
  const boosts = Math.floor(posts / 5);
  await part(start)
    .getByRole('heading', { name: say('archive.of', { name: amelie().displayName }) })
    .waitFor();
  await reads(start, 'archive.posts', { count: posts - boosts });
  await reads(start, 'archive.boosts', { count: boosts });
  await reads(start, 'archive.media', { count: 1 });
  await reads(start, 'archive.likes', { count: 40 });
  await part(start)
    .getByRole('img', { name: say('archive.chart') })
    .waitFor();
  expect(await start.locator('#import').count()).toBe(0);

  await press(part(start), 'archive.bookmarksButton');
  const whole = amelie().bookmarks.size - 1;
  await reads(start, 'archive.bookmarksPut', { count: whole });
  await reads(start, 'archive.bookmarksLeftOut', { count: 1 });
  await reads(start, 'archive.entry', { entry: 'no address' });
  await reads(start, 'archive.bookmarksThere');
  expect((await journey.plan()).kit.lists.bookmarks).toMatchObject({ rows: whole, source: 'dropped', served: false });
  await show(start, 'kit');
  await start.locator('#kit').getByText(say('kit.states.dropped')).waitFor();
  await show(start, 'import');
  await start.locator('#import').getByText(say('lists.bookmarks')).first().waitFor();
});

longTurn('someone else’s archive can be looked into, but its bookmarks stay out of the kit', async () => {
  const start = await journey.browser.open('start.html#archive');
  const band = journey.old.account('band');
  band.bookmarks.add('https://bakers.example/users/bruno/statuses/1');
  await drop(start, 'archive-2.zip', await makeArchive(journey.old, band));
  await reads(start, 'archive.bookmarksOthers', { archive: '@band@old.localhost', old: '@amelie@old.localhost' });
  expect(
    await part(start)
      .getByRole('button', { name: say('archive.bookmarksButton') })
      .count(),
  ).toBe(0);
});

turn('what cannot be read is said to be, and the next file can be tried', async () => {
  const start = await journey.browser.open('start.html#archive');
  await drop(start, 'archive-1.tar.gz', gzipSync('posts'));
  await reads(start, 'archive.problems.tar');
  const whole = await archive();
  await drop(start, 'archive-1.zip', whole.slice(0, whole.length / 2));
  await reads(start, 'archive.problems.truncated');
  // Cut off further on: what stands before is read.
  await drop(start, 'archive-1.zip', whole.slice(0, Buffer.from(whole).indexOf('likes.json') + 12));
  const missing = (['likes', 'bookmarks', 'actor', 'media'] as const).map((part) => text(`archive.parts.${part}`));
  await reads(start, 'archive.cutOff', { names: missing });
  const data = Buffer.from(JSON.stringify({ orderedItems: [] }));
  await drop(
    start,
    'archive-2.zip',
    forgeZip([
      { name: 'likes.json', data: Buffer.from('{') },
      { name: 'outbox.json', data },
    ]),
  );
  const why = say('archive.problems.part-unreadable');
  await reads(start, 'archive.part', { name: 'likes.json', why });
  await reads(start, 'archive.posts', { count: 0 });
  const older = forgeTar([
    { name: 'actor.json', data: '{}' },
    { name: 'outbox.json', data: JSON.stringify({ orderedItems: [{ type: 'Create', object: { type: 'Note' } }] }) },
  ]);
  await drop(start, 'archive-3.tar.gz', gzipSync(older));
  await reads(start, 'archive.posts', { count: 1 });
});
