/** Accounts and servers with which a move cannot go on: said as soon as it is seen, with what can still be done. */
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { TextKey } from '../../journey/text';
import { cardSays, emptyKit, type Journey, press, rowOf, say, setOut, tabAt } from './journey';
import { turn } from './turns';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(async () => {
  await journey.again();
  await emptyKit(journey);
});

const server = 'old.localhost';
const names = { server, old: '@amelie@old.localhost' };

async function popupSays(title: TextKey, sentence: TextKey, params: Parameters<typeof say>[1]) {
  const popup = await journey.browser.open('popup.html');
  const row = rowOf(popup, title);
  if ((await row.getByRole('button').first().getAttribute('aria-expanded')) === 'false') await row.getByRole('button').first().click();
  await row.getByText(say(sentence, params)).waitFor();
  await journey.browser.closeTab(popup);
}

for (const is of ['suspended', 'closing'] as const) {
  turn(
    `the old account ${is === 'suspended' ? 'is suspended' : 'is on a server that is closing down'}: its lists are saved, and no move is offered`,
    async () => {
      if (is === 'suspended') journey.old.account('amelie').suspended = true;
      else journey.old.options.closing = true;
      const page = await tabAt(journey, journey.old, 'amelie', '/auth/edit');
      await cardSays(page, `cards.account.${is}.title`, { server });
      await page.goto(`${journey.old.origin}/settings/export`);
      await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
      const plan = await vi.waitFor(async () => {
        const now = await journey.plan();
        expect(now.kit.saving).toBeNull();
        expect(Object.keys(now.kit.lists).length).toBeGreaterThanOrEqual(6);
        return now;
      });
      // Nobody is told there who follows whom: that is not asked for in vain.
      expect(plan.followers.problems).toEqual({});
      expect(journey.old.requests.filter(({ path }) => path.endsWith('/followers'))).toEqual([]);
      await popupSays('steps.move.title', `steps.move.${is}`, names);
      await journey.browser.closeTab(page);
    },
  );
}

turn('the new account owes a second factor: that is said, with the way to its page', async () => {
  journey.new.account('amelie_new').owesSecondFactor = true;
  const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
  const card = await cardSays(page, 'cards.join.secondFactor.title', { server: 'new.localhost' });
  await press(card, 'buttons.toSecondFactor');
  await page.waitForURL(/\/settings\/two_factor_authentication_methods$/);
  await popupSays('steps.join.title', 'steps.join.secondFactor', { server: 'new.localhost' });
  await journey.browser.closeTab(page);
});
