/**
 * What the end-to-end tests of bringing lists share: a browser with everything saved, and what the new server must have
 * in the end.
 */
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Plan } from '../../journey/plan';
import type { TextKey } from '../../journey/text';
import type { PracticeOptions } from '../practice/server';
import type { Account, BulkImport } from '../practice/state';
import { cardSays, type ExtensionApi, type Journey, press, say, setOut, signIn } from './journey';

export const UPLOAD = /^\/settings\/imports$/;
export const CONFIRM = /^\/settings\/imports\/\d+\/confirm$/;
export const ONE = /^\/settings\/imports\/\d+$/;
/** In which they are sent, by the server's names. */
export const order = ['following', 'lists', 'bookmarks', 'custom_filters', 'muting', 'blocking', 'domain_blocking'];

export const isOver = (state: string) => ['confirmed', 'finished', 'given', 'skipped', 'gone'].includes(state);
export const isSettled = ({ imports }: Plan) => imports.run.state === 'idle' && imports.pieces.length > 0 && imports.pieces.every(({ state }) => isOver(state));
export const states = (plan: Plan) => Object.fromEntries(plan.imports.pieces.map(({ kind, state }) => [kind, state]));

export type Bringing = Awaited<ReturnType<typeof setOutWithKit>>;

/** Both accounts named, every list saved: once, for all tests of a file. */
export async function setOutWithKit(practice: PracticeOptions = {}) {
  const journey: Journey = await setOut({ practice: { ...practice, servers: { old: { version: '4.6' }, new: { version: '4.6' } } } });
  const saving = await journey.tab();
  await signIn(saving, journey.old, 'amelie');
  await saving.goto(`${journey.old.origin}/settings/export`);
  await press(await cardSays(saving, 'cards.save.offer.title'), 'buttons.saveAll');
  const { kit } = await planWhere((plan) => plan.kit.saving === null && Object.keys(plan.kit.lists).length === 7);

  function planWhere(is: (plan: Plan) => boolean, seconds?: number): Promise<Plan> {
    const told = ({ imports }: Plan) => ({ ...imports, pieces: imports.pieces.map(({ name, state, why, misfits }) => ({ name, state, why, misfits })) });
    return journey.planWhere(is, told, seconds);
  }

  const truth = (): Account => journey.new.account('amelie_new');
  const arrived = () =>
    truth()
      .imports.map(({ type }: BulkImport) => type)
      .reverse();

  const posted = (path: RegExp) => journey.new.requests.filter((request) => request.method === 'POST' && path.test(request.path));

  async function startPage(): Promise<Page> {
    const start = await journey.browser.open('start.html#import');
    await start.getByRole('button', { name: say('imports.all') }).waitFor();
    return start;
  }

  async function importAll(without: readonly TextKey[] = []): Promise<Page> {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const start = await startPage();
    for (const list of without) {
      // While a list is made ready, its box is empty and cannot be pressed.
      const name = new RegExp(`^${say(list)}`);
      await start.getByRole('checkbox', { name, checked: true }).waitFor();
      await start.getByRole('checkbox', { name }).uncheck();
    }
    await start.getByRole('button', { name: say('imports.all') }).click();
    return start;
  }

  /** Nothing was sent twice, nothing was left behind, and everything merges. */
  function expectAllOnce(): void {
    expect(arrived()).toEqual(order);
    expect(truth().imports.filter(({ overwrite, state }) => overwrite || state === 'unconfirmed')).toEqual([]);
  }

  return {
    journey,
    kit,
    /** Everything as after saving: the kit's bytes stay in the browser, the servers start anew. */
    fresh: (change: (plan: Plan) => Plan = (plan) => plan) => journey.again((plan) => change({ ...plan, kit })),
    planWhere,
    truth,
    arrived,
    startPage,
    importAll,
    expectAllOnce,
    /** Slows the import pages down, so that something can happen in between. */
    slow(ms: number): void {
      journey.new.options.latency = (path) => (path.startsWith('/settings/imports') ? ms : 0);
    },
    posted,
    /**
     * The server has this many of them, and goes on with the last whatever becomes of the tab: nobody need wait for it
     * afterwards.
     */
    hasArrived: (path: RegExp, count: number) => vi.waitFor(() => expect(posted(path).length).toBe(count), { timeout: 120_000, interval: 20 }),
    newTabs: () => journey.browser.context.pages().filter((page) => page.url().startsWith(journey.new.origin)),
    /** The tab that was opened for the run. */
    importsTab: () =>
      vi.waitFor(() => {
        const tab = journey.browser.context.pages().find((page) => page.url().includes('/settings/imports'));
        if (tab === undefined) throw new Error('No tab was opened');
        return tab;
      }),
    goOn: (start: Page) =>
      start
        .locator('#import')
        .getByRole('button', { name: say('imports.goOn') })
        .click(),
    /** As the alarm does it. */
    ring: () =>
      journey.inside.evaluate(async () => {
        const scope = globalThis as unknown as { browser?: Alarms; chrome: Alarms };
        await (scope.browser ?? scope.chrome).alarms.create('imports', { when: Date.now() });
      }),
    look: (page: Page) =>
      page.evaluate(async () => {
        const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
        await (scope.browser ?? scope.chrome).runtime.sendMessage({ name: 'personPressed', data: { kind: 'import', what: 'look' } });
      }),
  };
}

interface Alarms {
  alarms: { create(name: string, info: object): Promise<void> };
}
