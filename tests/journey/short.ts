/**
 * Two sentences a card, everywhere and in both languages; a list of things to do is no paragraph. And who is told to
 * wait has something to press.
 */
import { expect } from 'vitest';
import { translator } from '../../browser/i18n';
import type { Guidance, Here } from '../../journey/cards/card';
import { guidance as cardFor } from '../../journey/guidance';
import type { Plan } from '../../journey/plan';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';

const translators = [translator('en', english), translator('fr', french)];

const sentencesIn = (words: string): number => words.match(/[.?](?=\s|$)/g)?.length ?? 0;

/** The rules that spoke in the tests of a file. */
export const spoken = new Set<string>();

/** As if one server held both accounts, where the way to the other one leads through signing out. */
function onOneServer(plan: Plan, { seen }: Here): Plan {
  const { origin } = new URL(seen.url);
  const there = <P extends Plan['old'] | Plan['new']>(party: P): P => party && { ...party, server: { ...party.server, origin } };
  return { ...plan, old: there(plan.old), new: there(plan.new) };
}

/** The card for a page, as the product's own; whichever a test looks at is held to it, also on one server for both. */
export function guidance(plan: Plan, here: Here): Guidance | null {
  const said = cardFor(plan, here);
  if (said !== null) spoken.add(said.id);
  expectShort(said);
  expectShort(cardFor(onOneServer(plan, here), here));
  return said;
}

function expectShort(said: Guidance | null): void {
  const bodies = said === null ? [] : [said.body, ...(said.fill === undefined || said.fill.isList ? [] : [said.fill.body])];
  for (const body of bodies)
    for (const t of translators) {
      const words = body.map(t).join(' ');
      expect(sentencesIn(words), `${said?.id}: ${words}`).toBeLessThanOrEqual(2);
    }
  // Over in seconds, or counted down.
  const isShort = ['move.aliasHidden', 'import.preparing', 'import.check', 'save.running'].includes(said?.id ?? '');
  if (said?.tone === 'wait' && !isShort)
    expect([said.primary, said.quiet].some((button) => button !== undefined) || said.point === 'signOut', said.id).toBe(true);
}
