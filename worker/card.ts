/** From guidance to a card in ready sentences, in the person's language. */

import * as v from 'valibot';
import type { Translate } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import type { CardButton, CardPlace, CardView, Refusal } from '../browser/messages';
import type { TabHere } from '../browser/store';
import { sideOf } from '../journey/accounts';
import type { Act, ActButton } from '../journey/act';
import type { Guidance } from '../journey/cards/card';
import { guidance } from '../journey/guidance';
import type { Plan } from '../journey/plan';
import { stepIds } from '../journey/step-ids';
import { stepOf } from '../journey/steps';
import { text } from '../journey/text';
import { shownHandle } from '../lists/handle';

/** The card for what a tab shows; null where there is nothing to say. */
export function drawCard(plan: Plan, here: TabHere, t: Translate, look: { language: ShownLanguage; folded: boolean }): CardView | null {
  const said = guidance(plan, here);
  if (said === null) return null;
  const { seen } = here;
  // Who is signed in here, whichever side the card speaks of: by the mark the person knows which of the two accounts
  // this tab is.
  const side = sideOf(plan, seen);
  return {
    id: said.id,
    side,
    tone: said.tone,
    lang: look.language,
    mark: side === null ? null : t(text(`side.${side}`)),
    handle: shownHandle(seen.account.handle),
    place: t(text('place.step', { number: stepIds.indexOf(said.step) + 1, total: stepIds.length })),
    title: t(said.title),
    body: said.body.map(t),
    point: said.point === undefined ? null : { page: seen.page, field: said.point },
    fill:
      said.fill === undefined
        ? null
        : {
            page: seen.page,
            fills: said.fill.fills,
            expect: { origin: new URL(seen.url).origin, handle: seen.account.handle },
            auto: said.fill.auto,
            done: t(said.fill.done),
            after: { title: t(said.fill.title), body: said.fill.body.map(t), isList: said.fill.isList ?? false },
            refused: refusals(shownHandle(seen.account.handle), t),
          },
    buttons: cardPlaces.flatMap((place) => cardButton(said[place], place, t)),
    progress:
      said.progress === undefined ? null : { ...said.progress, label: t(text('place.step', { number: said.progress.value, total: said.progress.max })) },
    until: said.until ?? null,
    folded: look.folded,
    words: {
      card: t(text('card.label')),
      fold: t(text('card.fold')),
      unfold: t(text('card.unfold')),
      undo: t(text('buttons.undo')),
      goToField: t(text('buttons.goToField')),
      showWhere: t(text('buttons.showWhere')),
      toCard: t(text('card.toCard')),
    },
  };
}

/** Why nothing was filled in (docs/rules.md 6): only the page itself can tell, at that moment. */
function refusals(handle: string, t: Translate): Record<Refusal, string> {
  const changed = t(text('card.refused.changed'));
  return {
    'wrong-server': changed,
    'wrong-page': changed,
    // Not when it was asked for.
    occupied: changed,
    'signed-out': t(text('card.refused.signedOut')),
    'wrong-account': t(text('card.refused.account', { handle })),
    'wrong-form': t(text('card.refused.form')),
    'no-field': t(text('card.refused.field')),
    'not-fillable': t(text('card.refused.locked')),
    'no-such-choice': t(text('card.refused.choice')),
    'no-file': t(text('card.refused.file')),
    // Typed by the person: some servers answer it with an error page (`account_alias.rb`, 4.0-4.8).
    malformed: t(text('card.refused.malformed')),
  };
}

/** In the order shown. */
const cardPlaces: readonly CardPlace[] = ['primary', 'second', 'quiet'];
const looks = { primary: 'primary', second: 'outline', quiet: 'quiet' } as const;

function cardButton(button: ActButton | undefined, place: CardPlace, t: Translate): CardButton[] {
  if (button === undefined) return [];
  const { kind } = button.act;
  const act = kind === 'fill' || kind === 'focus' ? { kind } : { kind: 'tell' as const, button: place };
  return [{ label: t(button.label), act, look: looks[place], side: leadsTo(button.act) }];
}

function leadsTo(act: Act): CardButton['side'] {
  if (act.kind === 'go') return stepOf(act.step).side ?? 'none';
  if (act.kind === 'sign-up' || act.kind === 'open-privacy') return 'new';
  return act.kind === 'start-page' || act.kind === 'choose-new' ? 'none' : null;
}

const pressSchema = v.object({ card: v.string(), button: v.picklist(cardPlaces) });

/** What a press on a card means now; null when it is no press, or the card no longer says that. */
export function pressedAct(plan: Plan, here: TabHere, data: unknown): Act | null {
  const press = v.safeParse(pressSchema, data);
  const said: Guidance | null = guidance(plan, here);
  return press.success && said?.id === press.output.card ? (said[press.output.button]?.act ?? null) : null;
}
