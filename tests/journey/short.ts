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

/** The card for a page, as the product's own; whichever a test looks at is held to it. */
export function guidance(plan: Plan, here: Here): Guidance | null {
  const said = cardFor(plan, here);
  const bodies = said === null ? [] : [said.body, ...(said.fill === undefined || said.fill.isList ? [] : [said.fill.body])];
  for (const body of bodies)
    for (const t of translators) {
      const words = body.map(t).join(' ');
      expect(sentencesIn(words), `${said?.id}: ${words}`).toBeLessThanOrEqual(2);
    }
  // Over in seconds, or counted down.
  const isShort = ['move.aliasHidden', 'import.preparing', 'import.check', 'save.running'].includes(said?.id ?? '');
  if (said?.tone === 'wait' && !isShort)
    expect(
      [said.primary, said.quiet].some((button) => button !== undefined),
      said.id,
    ).toBe(true);
  return said;
}
