import { useState } from 'preact/hooks';
import { askToHandOn } from '../browser/data-consent';
import type { Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import type { ButtonProps } from '../components/Button';
import { GrantTable } from '../components/GrantTable';
import { Notice } from '../components/Notice';
import { Sheet } from '../components/Sheet';
import { useT } from '../components/words';
import type { GrantKind } from '../journey/grant-kinds';
import { appsAddress, askableKinds, grantSentence, isOldClosed, isTooLate, kindSentence, offeredKinds } from '../journey/granting';
import { isGranted, missingOf } from '../journey/grants';
import { namesOf, partyNames } from '../journey/names';
import type { Plan } from '../journey/plan';
import type { Side } from '../journey/step-ids';
import { text } from '../journey/text';
import { shownHandle } from '../lists/handle';

/** What only an app can carry: the person ticks it, and lets an app of ours in once on each server. */
export function AskOnce({ plan }: { plan: Plan }) {
  const t = useT();
  const [unticked, setUnticked] = useState<readonly GrantKind[]>([]);
  const [isRefused, setRefused] = useState(false);
  const offered = offeredKinds(plan);
  // What can be asked on neither side is no choice.
  const possible = offered.filter((kind) => !isTooLate(plan, kind));
  const ticked = possible.filter((kind) => !unticked.includes(kind));
  const names = { old: namesOf(plan).oldServer, new: namesOf(plan).newServer };
  const ask = (side: Side) => async () => {
    // What is sent names other people: Firefox wants a yes of its own before.
    const isGiven = side === 'old' || (await askToHandOn());
    setRefused(!isGiven);
    if (isGiven) await sendMessage('personPressed', { kind: 'ask-once', side, kinds: askableKinds(plan, side, ticked) });
  };
  const isOldNext = askableKinds(plan, 'old', ticked).some((kind) => kindSentence(plan, 'old', kind) === null);
  const button = (side: Side): ButtonProps => ({
    label: t(text('ask.button', { server: names[side] })),
    look: (side === 'old') === isOldNext ? 'primary' : 'outline',
    disabled: isGranted(plan.grants[side]) || askableKinds(plan, side, ticked).length === 0,
    onPress: () => void ask(side)(),
  });
  return (
    <Sheet isMain title={t(text('ask.title'))} lead={t(text('ask.lead', names))}>
      <ul class="promises">
        {(['reads', 'writes', 'ends', 'key'] as const).map((what) => (
          <li key={what}>{t(text(`ask.promises.${what}`, names))}</li>
        ))}
      </ul>
      {isRefused ? <Notice tone="warn" title={t(text('profile.notAllowed'))} body={[t(text('profile.consent', { server: names.new }))]} isNews /> : null}
      {(['old', 'new'] as const).map((side) => (
        <Access key={side} plan={plan} side={side} />
      ))}
      <GrantTable
        caption={t(text('ask.caption'))}
        rows={offered.map((kind) => ({
          id: kind,
          name: t(text(`ask.kinds.${kind}.name`)),
          what: t(text(`ask.kinds.${kind}.what`, names)),
          tick: {
            isTicked: ticked.includes(kind),
            canTick: possible.includes(kind),
            label: t(text(`ask.kinds.${kind}.name`)),
            onTick: (is) => setUnticked(is ? unticked.filter((one) => one !== kind) : [...unticked, kind]),
          },
          old: said(plan, 'old', kind, t),
          there: said(plan, 'new', kind, t),
          missing: missingIn(plan, kind, t),
        }))}
        actions={[...(isOldClosed(plan) ? [] : [button('old')]), button('new')]}
      />
      <p class="aside">{t(text(isOldClosed(plan) ? 'ask.hints.closed' : 'ask.hints.order', names))}</p>
    </Sheet>
  );
}

function Access({ plan, side }: { plan: Plan; side: Side }) {
  const t = useT();
  const sentence = grantSentence(plan, side);
  if (sentence === null) return null;
  const { tone, title, body } = sentence;
  const grant = plan.grants[side];
  const address = appsAddress(plan, side);
  const end = {
    label: t(text('ask.end', { handle: partyNames(plan[side]).handle })),
    onPress: () => void sendMessage('personPressed', { kind: 'end-access', side }),
  };
  return (
    <>
      <Notice tone={tone} title={t(title)} body={body.map(t)} actions={isGranted(grant) ? [end] : []} isNews />
      {grant?.isOpen === true && !isGranted(grant) && address !== null ? (
        <p class="aside">
          <a href={address} target="_blank" rel="noreferrer">
            {t(text('ask.apps', { server: partyNames(plan[side]).server }))}
          </a>
        </p>
      ) : null}
    </>
  );
}

function said(plan: Plan, side: Side, kind: GrantKind, t: Translate): string | null {
  const sentence = kindSentence(plan, side, kind);
  return sentence === null ? null : t(sentence);
}

function missingIn(plan: Plan, kind: GrantKind, t: Translate): { label: string; names: string[] } | null {
  const server = namesOf(plan).newServer;
  if (kind === 'requests') {
    const names = plan.grants.requests?.names ?? [];
    return names.length === 0 ? null : { label: t(text('ask.waitingFor', { count: names.length })), names: names.map(shownHandle) };
  }
  const outcome = plan.grants.outcomes[kind];
  if (outcome === undefined || outcome.missing.length === 0) return null;
  const more = outcome.more === 0 ? [] : [t(text('ask.more', { count: outcome.more }))];
  const names = outcome.missing.map(({ name, why }) => t(text('ask.missed', { name, why: text(`ask.misses.${why}`, { server }) })));
  return { label: t(text('ask.missing', { count: missingOf(outcome) })), names: [...names, ...more] };
}
