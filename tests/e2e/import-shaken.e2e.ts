/** “Import all”, shaken: the extension is updated in the middle of it, and two windows press its button at once. */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type Bringing, CONFIRM, isSettled, setOutWithKit } from './import-journey';
import { say, signIn } from './journey';
import { turn } from './turns';

let move: Bringing;
beforeAll(async () => {
  move = await setOutWithKit();
});
afterAll(() => move?.journey.close());
beforeEach(() => move.fresh());

describe('nothing is sent twice', () => {
  turn('when two windows press “Import all” at the same moment', async () => {
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const windows = [await move.startPage(), await move.startPage()];
    const buttons = windows.map((window) => window.getByRole('button', { name: say('imports.all') }));
    await Promise.all(buttons.map((button) => button.evaluate((shown) => (shown as HTMLButtonElement).click())));
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });

  turn('when the extension is updated in the middle: it goes on at the next visit', async () => {
    move.slow(100);
    await move.importAll();
    await move.hasArrived(CONFIRM, 2);
    await move.journey.browser.reloadExtension();
    await move.journey.adopt(move.journey.browser);
    move.slow(0);
    await (await move.journey.tab()).goto(`${move.journey.new.origin}/auth/edit`);
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });
});
