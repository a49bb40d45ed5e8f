/** What a person has typed on the start page, and what was found for it. */
import { useState } from 'preact/hooks';
import { type Found, findAccount, findServer } from '../../browser/find-party';
import { sendMessage } from '../../browser/messages';
import { askForHosts } from '../../browser/sites';
import { sameHandle } from '../../journey/handle';
import { neededHosts, type Party, type Plan } from '../../journey/plan';
import type { Side } from '../../journey/steps';
import { type Text, text } from '../../journey/text';

export interface Field {
  typed: string;
  /** The new side of a person who has no account there yet: only the server is asked for. */
  serverOnly: boolean;
  busy: boolean;
  problem: Text | null;
  /** A host that must be allowed before the address can be looked up at all. */
  needsAccess: string | null;
  party: Party | null;
}

export interface Naming {
  fields: Record<Side, Field>;
  type(side: Side, typed: string): void;
  setServerOnly(serverOnly: boolean): void;
  look(side: Side): void;
  change(side: Side): void;
  /** Call in a click handler: asks the browser for this one host, then looks the address up again. */
  allowLookUp(side: Side, host: string): void;
  /** Call in a click handler: keeps both accounts in the plan and asks the browser for exactly their servers. */
  giveAccess(): void;
  /** Both were found and are not one and the same. */
  ready: { old: Party; new: Party } | null;
  problem: Text | null;
}

const empty: Field = { typed: '', serverOnly: false, busy: false, problem: null, needsAccess: null, party: null };

export function useNaming(plan: Plan, prefilled: Partial<Record<Side, string>>): Naming {
  const [fields, setFields] = useState<Record<Side, Field>>({
    old: { ...empty, party: plan.old, typed: prefilled.old ?? plan.old?.handle ?? '', ...(prefilled.old ? { party: null } : {}) },
    new: {
      ...empty,
      party: plan.new,
      serverOnly: plan.new !== null && plan.new.handle === null,
      typed: prefilled.new ?? plan.new?.handle ?? plan.new?.server.domain ?? '',
      ...(prefilled.new ? { party: null } : {}),
    },
  });
  const set = (side: Side, changed: Partial<Field>) => setFields((before) => ({ ...before, [side]: { ...before[side], ...changed } }));

  const look = (side: Side) => {
    const { typed, serverOnly } = fields[side];
    set(side, { busy: true, problem: null, needsAccess: null });
    const answer = (found: Found) => {
      setFields((before) => {
        // The person went on typing meanwhile: this answer is about something else.
        if (before[side].typed !== typed) return before;
        const next = found.ok ? { party: found.party } : { problem: found.say, needsAccess: 'needsAccess' in found ? found.needsAccess : null };
        return { ...before, [side]: { ...before[side], busy: false, ...next } };
      });
    };
    void (side === 'new' && serverOnly ? findServer(typed) : findAccount(typed)).then(answer);
  };

  const { old, new: next } = fields;
  const isOne = old.party !== null && next.party !== null && sameHandle(old.party.handle, next.party.handle);
  const ready = old.party !== null && next.party !== null && !isOne ? { old: old.party, new: next.party } : null;

  return {
    fields,
    type: (side, typed) => set(side, { typed, problem: null, needsAccess: null, busy: false, party: null }),
    setServerOnly: (serverOnly) => set('new', { ...empty, serverOnly }),
    look,
    change: (side) => set(side, { party: null }),
    allowLookUp: (side, host) => {
      void askForHosts([host]).then((given) => {
        if (given) look(side);
      });
    },
    giveAccess: () => {
      if (ready === null) return;
      void sendMessage('personDid', { type: 'accountsNamed', ...ready });
      // In the same turn as the click: the browsers want the person's gesture.
      void askForHosts(neededHosts(ready)).then((given) => {
        if (!given) void sendMessage('personDid', { type: 'accessRefused' });
        else void sendMessage('viewOpened', undefined);
      });
    },
    ready,
    problem: isOne ? text('start.swap') : null,
  };
}
