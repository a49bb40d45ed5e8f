/** What a person has typed on the start page, and what was found for it. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sendMessage } from '../browser/messages';
import { askForHosts, giveBack } from '../browser/sites';
import { neededHosts, type Party, type Plan, sameParty, settledNew } from '../journey/plan';
import type { Side } from '../journey/steps';
import { type Text, text } from '../journey/text';
import { sameHandle, shownDomain } from '../lists/handle';
import type { Found } from './find-party';
import { goTo } from './route';

export interface Field {
  typed: string;
  /** The new side of a person who has no account there yet: only the server is asked for. */
  serverOnly: boolean;
  busy: boolean;
  problem: Text | null;
  /** A host that must be allowed before the address can be looked up at all. */
  needsAccess: string | null;
  /** A host that was allowed to look the address up. */
  allowed: string | null;
  party: Party | null;
  /** What the person can go on with who says that the account, or its server, is no more. */
  gone: Party | null;
  /** What the person can go on with who can sign in there, though the server tells us nothing of the account. */
  anyway: Party | null;
}

export interface Naming {
  fields: Record<Side, Field>;
  type(side: Side, typed: string): void;
  setServerOnly(serverOnly: boolean): void;
  look(side: Side): void;
  change(side: Side): void;
  goOnWithoutOld(): void;
  goOnAnyway(side: Side): void;
  /** Call in a click handler: asks the browser for this one host, then looks the address up again. */
  allowLookUp(side: Side, host: string): void;
  /** Call in a click handler: keeps both accounts in the plan and asks the browser for exactly their servers. */
  giveAccess(): void;
  /** Both were found and are not one and the same. */
  ready: { old: Party; new: Party } | null;
  problem: Text | null;
}

const empty: Field = { typed: '', serverOnly: false, busy: false, problem: null, needsAccess: null, allowed: null, party: null, gone: null, anyway: null };

/** A field that shows what the plan names. */
function fieldOf(party: Party | null): Field {
  return { ...empty, party, serverOnly: party !== null && party.handle === null, typed: party?.handle ?? party?.server.domain ?? '' };
}

export function useNaming(plan: Plan): Naming {
  const [fields, setFields] = useState<Record<Side, Field>>({ old: fieldOf(plan.old), new: fieldOf(plan.new) });
  const set = (side: Side, changed: Partial<Field>) => setFields((before) => ({ ...before, [side]: { ...before[side], ...changed } }));

  /** `allowed` was given for this very look. */
  const lookUp = (side: Side, { typed, serverOnly }: Pick<Field, 'typed' | 'serverOnly'>, allowed: string | null = null) => {
    set(side, { busy: true, problem: null, needsAccess: null, gone: null, anyway: null, allowed });
    const answer = (found: Found) => {
      setFields((before) => {
        // The person went on typing meanwhile: this answer is about something else.
        if (before[side].typed !== typed) return before;
        return { ...before, [side]: { ...before[side], busy: false, ...outcome(found, allowed) } };
      });
    };
    // Loaded when it is needed first: whoever comes back to a move under way has named both accounts.
    void import('./find-party')
      .then(({ findAccount, findServer }) => (side === 'new' && serverOnly ? findServer(typed) : findAccount(typed, side)))
      .then(answer);
  };

  useTakenOver((side, typed) => {
    set(side, { ...empty, typed });
    lookUp(side, { typed, serverOnly: false });
  });
  useSettled(plan, setFields);

  const shown = { ...fields, new: { ...fields.new, party: settledNew(plan, fields.new.party) } };
  const { old, new: next } = shown;
  const isOne = old.party !== null && next.party !== null && sameHandle(old.party.handle, next.party.handle);
  const ready = old.party !== null && next.party !== null && !isOne ? { old: old.party, new: next.party } : null;

  return {
    fields: shown,
    type: (side, typed) => {
      const { allowed } = fields[side];
      // Another address: what was allowed for the one before is not needed any more, unless the plan needs it.
      if (allowed !== null && !neededHosts(plan).includes(allowed)) void giveBack(allowed);
      set(side, { ...empty, serverOnly: fields[side].serverOnly, typed });
    },
    setServerOnly: (serverOnly) => set('new', { ...empty, serverOnly }),
    look: (side) => lookUp(side, fields[side]),
    change: (side) => set(side, { party: null }),
    goOnWithoutOld: () => {
      if (fields.old.gone !== null) set('old', { party: asKnown(plan, fields.old.gone), problem: null, needsAccess: null });
    },
    goOnAnyway: (side) => {
      const party = fields[side].anyway;
      if (party !== null) set(side, { party, problem: null, needsAccess: null });
    },
    allowLookUp: (side, host) => {
      void askForHosts([host]).then((given) => {
        if (given) lookUp(side, fields[side], host);
        else set(side, { problem: text('start.access.firstRefused', { host: shownDomain(host) }) });
      });
    },
    giveAccess: () => giveAccess(ready),
    ready,
    problem: isOne ? text('start.swap') : null,
  };
}

type SetFields = (change: (before: Record<Side, Field>) => Record<Side, Field>) => void;

/**
 * From the popup, the account of the tab in front is taken over (`#old=amelie@old.example`), also when this page is
 * open already.
 */
function useTakenOver(take: (side: Side, typed: string) => void): void {
  useEffect(() => {
    const takeOver = () => {
      const asked = new URLSearchParams(location.hash.slice(1));
      for (const side of ['old', 'new'] as const) {
        const typed = asked.get(side);
        if (!typed) continue;
        take(side, typed);
        // The same account may be taken over again.
        history.replaceState(null, '', location.pathname);
      }
    };
    takeOver();
    addEventListener('hashchange', takeOver);
    return () => removeEventListener('hashchange', takeOver);
  }, []);
}

/**
 * A card or the popup may settle the new account while this page is open: a field that shows the one before shows it,
 * what is being typed stays.
 */
function useSettled(plan: Plan, setFields: SetFields): void {
  const known = useRef<Pick<Plan, Side>>(plan);
  useLayoutEffect(() => {
    const before = known.current;
    known.current = plan;
    for (const side of ['old', 'new'] as const) {
      if (sameParty(before[side], plan[side])) continue;
      setFields((now) => (sameParty(now[side].party, before[side]) ? { ...now, [side]: fieldOf(plan[side]) } : now));
    }
  }, [plan]);
}

/** What was known of the old account while it was there stays known. */
function asKnown(plan: Plan, gone: Party): Party {
  return plan.old !== null && sameHandle(plan.old.handle, gone.handle) ? { ...plan.old, gone: true } : gone;
}

function giveAccess(parties: Naming['ready']): void {
  if (parties === null) return;
  void sendMessage('personDid', { type: 'accountsNamed', ...parties });
  // In the same turn as the click: the browsers want the person's gesture.
  void askForHosts(neededHosts(parties)).then((given) => {
    if (!given) {
      void sendMessage('personDid', { type: 'accessRefused' });
      return;
    }
    void sendMessage('viewOpened', undefined);
    goTo('now');
  });
}

/** Asked again after it was allowed, a host that still keeps its answer from us is not asked for a third time. */
function outcome(found: Found, allowed: string | null): Partial<Field> {
  if (found.ok) return { party: found.party };
  const { needsAccess, gone = null, anyway = null } = found;
  if (needsAccess === undefined) return { problem: found.say, gone, anyway };
  if (needsAccess === allowed) return { problem: text('problems.lookup.unreachable', { server: shownDomain(allowed) }), gone, anyway };
  return { needsAccess, gone, anyway };
}
