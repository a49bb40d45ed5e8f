/**
 * 25,000 follows, all the way: saved, sent as far as the follow limit leaves room, and every one of them accounted for
 * in the report.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, vi } from 'vitest';
import type { Plan } from '../../journey/plan';
import { exportFiles } from '../practice/files';
import { browserKind } from './browser';
import { type Journey, press, say, setOut, show, tabAt } from './journey';
import { turn } from './turns';

let journey: Journey;
afterAll(() => journey?.close());

const planWhere = (is: (plan: Plan) => boolean) =>
  journey.planWhere(
    is,
    ({ imports, fresh }) => {
      const pieces = imports.pieces.map(({ kind, state, failures, failuresKept }) => ({ kind, state, failures, failuresKept }));
      return { run: imports.run, pieces, fresh };
    },
    120,
  );

function handlesIn(file: string): string[] {
  const [, ...rows] = parse(file) as string[][];
  return rows.map(([handle = '']) => handle);
}

turn('each follow is there, requested, failed, or waits for the follow limit, as the servers know it', async () => {
  journey = await setOut({ practice: { seedLarge: true, servers: { old: { version: '4.6' }, new: { version: '4.6' } } } });
  // People lost to blocks are a list of their own, there or not yet when this tab is closed: here are none.
  journey.old.account('amelie').severed = [];
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await press(page, 'buttons.saveAll');
  await planWhere(({ kit }) => kit.saving === null && Object.keys(kit.lists).length === 7);
  await journey.browser.closeTab(page);

  await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
  const start = await journey.browser.open('start.html#import');
  await start.getByRole('button', { name: say('imports.all') }).click();
  const over = ['confirmed', 'finished'];
  const sent = await planWhere(
    ({ imports }) => imports.run.state === 'idle' && imports.pieces.length > 0 && imports.pieces.every((one) => over.includes(one.state)),
  );
  expect(sent.imports.prepared.follows).toMatchObject({ rows: 25_007, held: 17_507, why: 'follow-limit' });
  journey.practice.tick(3_600_000);

  await show(start, 'report');
  const report = start.getByRole('region', { name: say('report.title'), exact: true });
  await press(report, 'report.now');
  await planWhere(({ fresh, imports }) => {
    const isRead = fresh.saving === null && Object.keys(fresh.lists).length === 7;
    // What failed leaves room: as many follows more are made ready, and not sent without another press.
    return isRead && imports.pieces.every((one) => one.state === 'ready' || (one.state === 'finished' && (one.failures === 0 || one.failuresKept)));
  });

  const account = journey.new.account('amelie_new');
  const following = account.imports.find(({ type }) => type === 'following');
  const asked = new Set(handlesIn(Buffer.from(following?.bytes ?? []).toString('utf8')));
  expect(asked.size).toBe(7_500);
  const failed = new Set(following?.failures.map(({ key }) => key));
  // In the order of the server's own file, in which they are sent.
  const saved = handlesIn(exportFiles.follows.write(journey.old.account('amelie'), journey.old));
  const { imports } = await journey.plan();
  const isReady = imports.pieces.reduce((sum, { kind, state, rows }) => sum + (kind === 'follows' && state === 'ready' ? rows : 0), 0);
  expect(isReady).toBeLessThanOrEqual(failed.size);
  const ready = new Set(saved.filter((handle) => !asked.has(handle)).slice(0, isReady));
  const fate = (handle: string) => {
    if (account.follows.has(handle)) return 'there';
    if (failed.has(handle)) return 'failed';
    if (asked.has(handle)) return 'requested';
    return ready.has(handle) ? 'unknown' : 'skipped';
  };
  const expected = saved.map((handle) => `${handle} | ${say(`report.fates.${fate(handle)}`)}`).sort();
  expect(expected.filter((row) => row.endsWith(say('report.fates.skipped'))).length).toBeGreaterThan(17_000);

  await expect
    .poll(
      async () => {
        const [, ...rows] = parse(await csv(), { bom: true }) as string[][];
        return rows.flatMap(([list, what, state]) => (list === say('lists.follows') ? [`${what} | ${state}`] : [])).sort();
      },
      { interval: 2_000 },
    )
    .toEqual(expected);

  async function csv(): Promise<string> {
    const { downloads } = journey.browser;
    const button = report.getByRole('button', { name: say('report.csv') });
    if (browserKind() === 'chromium') {
      const coming = start.waitForEvent('download');
      await button.click();
      return fs.readFileSync(await (await coming).path(), 'utf8');
    }
    await button.click();
    return vi.waitFor(() => {
      const [name] = fs.existsSync(downloads) ? fs.readdirSync(downloads).filter((file) => file.endsWith('.csv')) : [];
      if (name === undefined) throw new Error('No CSV yet');
      const text = fs.readFileSync(path.join(downloads, name), 'utf8');
      fs.rmSync(path.join(downloads, name));
      return text;
    });
  }
});
