import { AccessPanel } from '../components/AccessPanel';
import { Button } from '../components/Button';
import { FoundAccount } from '../components/FoundAccount';
import { HandleField } from '../components/HandleField';
import { Notice } from '../components/Notice';
import { Sheet } from '../components/Sheet';
import { useT } from '../components/words';
import { untoldNames } from '../journey/limits';
import { partyNames } from '../journey/names';
import { isOtherSoftware } from '../journey/other-software';
import { isOldOutOfReach, neededHosts, type Party, type Plan, sameParty } from '../journey/plan';
import { currentStep, type Side } from '../journey/steps';
import { text } from '../journey/text';
import { shownDomain, shownHandle } from '../lists/handle';
import { usePicture } from './picture';
import { type Naming, useNaming } from './use-naming';

type Props = { plan: Plan };

/** Both accounts: named, recognised, and the browser asked for exactly their servers. */
export function Accounts({ plan }: Props) {
  const t = useT();
  const naming = useNaming(plan);
  const isNaming = naming.fields.old.party === null || naming.fields.new.party === null;
  return (
    <>
      <Sheet isMain title={t(text('start.accountsTitle'))} lead={isNaming ? t(text('start.intro')) : null}>
        {(['old', 'new'] as const).map((side) =>
          naming.fields[side].party === null ? (
            <Field key={side} side={side} naming={naming} isNext={side === 'old' || naming.fields.old.party !== null} />
          ) : (
            <Account key={side} side={side} party={naming.fields[side].party} plan={plan} onChange={() => naming.change(side)} />
          ),
        )}
        <Limits party={naming.fields.old.party} />
        {(['old', 'new'] as const).map((side) => (
          <Untold key={side} party={naming.fields[side].party} other={naming.fields[side === 'old' ? 'new' : 'old'].party} />
        ))}
        {naming.problem === null ? null : <Notice tone="warn" title={t(naming.problem)} isNews />}
      </Sheet>
      <Access naming={naming} plan={plan} />
    </>
  );
}

function Field({ side, naming, isNext }: { side: Side; naming: Naming; isNext: boolean }) {
  const t = useT();
  const { typed, serverOnly, problem, busy, needsAccess, gone, anyway } = naming.fields[side];
  const isServer = side === 'new' && serverOnly;
  return (
    <>
      <HandleField
        side={side}
        mark={t(text(`side.${side}`))}
        label={t(isServer ? text('start.new.serverLabel') : text(`start.${side}.label`))}
        hint={t(isServer ? text('start.new.serverHint') : text(`start.${side}.hint`))}
        value={typed}
        onInput={(value) => naming.type(side, value)}
        onSubmit={() => naming.look(side)}
        submit={t(text('start.look'))}
        problem={problem && t(problem)}
        busy={busy ? t(text('start.lookingAnywhere')) : null}
        isNext={isNext}
        noAccount={side === 'new' ? { label: t(text('start.new.none')), checked: serverOnly, onChange: naming.setServerOnly } : null}
      />
      {needsAccess === null ? null : (
        <Notice
          tone="info"
          title={t(text('start.access.first', { handle: typed, host: shownDomain(needsAccess) }))}
          actions={[
            {
              label: t(text('start.access.askFirst', { host: shownDomain(needsAccess) })),
              look: 'primary',
              onPress: () => naming.allowLookUp(side, needsAccess),
            },
          ]}
          isNews
        />
      )}
      {problem === null || anyway === null ? null : (
        <Notice
          tone="info"
          title={t(text('start.anyway.offer', { server: shownDomain(anyway.server.domain) }))}
          actions={[{ label: t(text('start.anyway.button')), onPress: () => naming.goOnAnyway(side) }]}
          isNews
        />
      )}
      {side === 'new' || problem === null || gone === null ? null : (
        <div class="without-old">
          <p class="aside">{t(text('start.gone.offer'))}</p>
          <Button label={t(text('start.gone.button'))} look="quiet" onPress={naming.goOnWithoutOld} />
        </div>
      )}
    </>
  );
}

/** What the old side can no longer do, and what can be done all the same. */
function Limits({ party }: { party: Party | null }) {
  const t = useT();
  const names = { server: partyNames(party).server, old: partyNames(party).handle };
  if (party?.gone) {
    const body = [t(text('start.gone.body', names)), t(text('start.gone.back', { ...names, button: t(text('start.change')) }))];
    return <Notice tone="info" title={t(text('start.gone.title', names))} body={body} />;
  }
  if (party !== null && isOtherSoftware(party)) {
    const software = nameOfSoftware(party.server.software);
    return (
      <Notice
        tone="info"
        title={t(text('start.other.title', { ...names, software }))}
        body={[t(text('start.other.body', names)), t(text('start.other.lists'))]}
      />
    );
  }
  if (party?.limit === undefined) return null;
  return <Notice tone="warn" title={t(text(`cards.account.${party.limit}.title`, names))} body={[t(text(`cards.account.${party.limit}.body`, names))]} />;
}

/** Why its server tells us nothing of this account, and what that may mean for the other server. */
function Untold({ party, other }: { party: Party | null; other: Party | null }) {
  const t = useT();
  if (party?.untold === undefined) return null;
  const names = untoldNames(party);
  const later = other === null ? [] : [t(text(`untold.${party.untold}.later`, { ...names, other: shownDomain(other.server.domain) }))];
  return <Notice tone="info" title={t(text(`untold.${party.untold}.title`, names))} body={[t(text('untold.here')), ...later]} />;
}

function Account({ side, party, plan, onChange }: { side: Side; party: Party; plan: Plan; onChange(): void }) {
  const t = useT();
  const { account, handle, server } = party;
  const picture = usePicture(account?.avatar ?? null, plan.access);
  const known = [
    ...(server.version === '' && !isOtherSoftware(party)
      ? []
      : [t(text('start.software', { software: nameOfSoftware(server.software), version: server.version }))]),
    ...(account === null ? [] : [account.followers === null ? t(text('start.followersHidden')) : t(text('start.followers', { count: account.followers }))]),
    ...(account?.following == null ? [] : [t(text('start.following', { count: account.following }))]),
    ...(account?.locked ? [t(text('start.locked'))] : []),
    ...(account?.movedTo == null ? [] : [t(text('start.movedAway', { target: shownHandle(account.movedTo) }))]),
    ...(handle === null && server.registrations !== null ? [t(text(`start.registrations.${server.registrations}`))] : []),
  ];
  const facts = party.gone ? [t(text('start.gone.fact'))] : known;
  return (
    <FoundAccount
      side={side}
      mark={t(text(`side.${side}`))}
      name={account?.displayName ?? (handle === null ? server.title : '')}
      handle={handle === null ? shownDomain(server.domain) : shownHandle(handle)}
      picture={picture}
      facts={facts}
      confirm={null}
      settled={t(text(handle === null ? 'start.settled.server' : `start.settled.${side}`))}
      change={{ label: t(text('start.change')), onPress: onChange }}
    />
  );
}

function Access({ naming, plan }: { naming: Naming; plan: Plan }) {
  const t = useT();
  const { ready } = naming;
  if (ready === null) return null;
  const hosts = neededHosts(ready);
  const isKept = sameParty(plan.old, ready.old) && sameParty(plan.new, ready.new) && isOldOutOfReach(plan) === isOldOutOfReach(ready);
  const missing = hosts.filter((host) => !plan.access.includes(host));
  if (isKept && missing.length === 0) return null;
  // Given back at the end of the move, it is needed only to look again.
  const isOver = isKept && currentStep(plan) === null;
  const webHosts = [ready.old, ready.new].map((party) => new URL(party.server.origin).host);
  const wasRefused = plan.accessRefusedAt !== null;
  const isPartial = isKept && missing.length > 0 && missing.length < hosts.length;
  return (
    <AccessPanel
      title={t(text(isOver ? 'start.access.over.title' : 'start.access.title'))}
      why={t(text(isOver ? 'start.access.over.why' : 'start.access.why'))}
      isQuiet={isOver}
      listLabel={t(text('start.access.list'))}
      servers={hosts.map((host) => {
        const isGiven = plan.access.includes(host);
        return {
          host: shownDomain(host),
          use: t(text(webHosts.includes(host) ? 'start.access.server' : 'start.access.handleDomain')),
          state: isGiven ? 'granted' : wasRefused ? 'refused' : 'wanted',
          stateWord: t(text(isGiven ? 'start.access.granted' : wasRefused ? 'start.access.refusedWord' : 'start.access.wanted')),
        };
      })}
      ask={{ label: t(text('start.access.button')), onPress: naming.giveAccess }}
      notice={
        isPartial && !isOver
          ? { tone: 'warn', title: t(text('start.access.partial', { hosts: missing.map(shownDomain).join(', ') })), isNews: true }
          : wasRefused
            ? { tone: 'warn', title: t(text('start.access.refused')), isNews: true }
            : null
      }
    />
  );
}

/** `mastodon` → `Mastodon`: a proper name. */
function nameOfSoftware(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
