/**
 * On the start page, at the person's press: asks the new server, in public, which accounts of rows that failed, or are
 * ready to be sent, have moved, and which servers it has cut off.
 */

import { keptFollowers } from '../browser/kit-store';
import { sendMessage } from '../browser/messages';
import { type LookedUpAs, rowDomain } from '../journey/import/failures';
import { accountsToLookUp } from '../journey/import/renewal';
import type { Plan } from '../journey/plan';
import { cleanAccount } from '../lists/clean';
import { readFollowersCsv } from '../lists/followers';
import { lookupAccount } from '../mastodon/api';
import { domainsCutOff } from '../mastodon/domain-blocks';
import type { Send } from '../mastodon/http';
import type { ApiProblem } from '../mastodon/public-answers';
import type { FailedList } from './prepare';

/** A server answers 300 such questions in five minutes (docs/mastodon.md, Rate limits): one press stays below that. */
const MOST = 250;
const AT_ONCE = 2;

export interface LookedUp {
  asked: number;
  /** As many as one press may ask about. */
  isFull: boolean;
  found: number;
  /**
   * The server asks us to wait, does not answer, tells strangers nothing, or says what we cannot read: the rest was not
   * asked for.
   */
  ended: 'busy' | 'unreachable' | 'closed' | 'unreadable' | null;
}

/** Why an answer says nothing of the account; null: that it is unknown there, or gone, is an answer. */
function noAnswer(problem: ApiProblem): LookedUp['ended'] {
  switch (problem.kind) {
    case 'not-found':
    case 'gone':
    case 'suspended':
      return null;
    case 'status':
      return problem.status === 429 || problem.status === 503 ? 'busy' : 'unreadable';
    case 'offline':
    case 'timeout':
      return 'unreachable';
    case 'not-public':
    case 'needs-access':
      return 'closed';
    case 'malformed':
    case 'not-json':
    case 'too-large':
    case 'refused-host':
    case 'not-mastodon':
    case 'no-finger':
      return 'unreadable';
    default:
      return problem satisfies never;
  }
}

type Rows = Pick<FailedList, 'kind' | 'again'>;

/**
 * `asked` grows with every answer, whatever it is. A few at a time; it stops at the first "wait", and when it is told
 * to.
 */
export async function lookUpMoved(
  plan: Plan,
  lists: readonly Rows[],
  asked: Set<string>,
  { told, signal, send }: { told(done: number, of: number): void; signal: AbortSignal; send?: Send },
): Promise<LookedUp> {
  const { origin, domain: home } = plan.new?.server ?? { origin: '', domain: '' };
  const wanted = accountsToLookUp(plan, lists, asked).slice(0, MOST);
  const left = [...wanted];
  const moved: Record<string, string> = {};
  const lookedUp: Record<string, LookedUpAs> = {};
  const actors = await savedActors(plan);
  const others: Record<string, string> = {};
  let ended: LookedUp['ended'] = null;
  let done = 0;
  const askOneByOne = async () => {
    for (let account = left.shift(); account !== undefined && ended === null && !signal.aborted; account = left.shift()) {
      const answer = await lookupAccount(origin, home, account, send);
      const trouble = answer.ok ? null : noAnswer(answer.problem);
      if (trouble !== null) {
        ended ??= trouble;
        // One account of which the server says odd things must not stand in the way of the others at every press.
        if (!answer.ok && answer.problem.kind === 'malformed') asked.add(account);
      } else {
        const to = answer.ok && answer.value.movedTo !== null ? cleanAccount(answer.value.movedTo, home) : null;
        if (to !== null) moved[account] = to;
        else lookedUp[account] = answer.ok ? 'found' : answer.problem.kind === 'not-found' ? 'not-found' : 'suspended';
        const now = answer.ok ? answer.value.actorId : null;
        if (to === null && now !== null && (actors.get(account) ?? now) !== now) others[account] = now;
        asked.add(account);
        told(++done, wanted.length);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOneByOne));
  const domains = lists.flatMap(({ kind, again }) => again.flatMap((row) => rowDomain(kind, row, home) ?? []));
  const cut = ended === null && !signal.aborted ? await domainsCutOff(origin, domains, send) : null;
  await sendMessage('failuresLookedUp', { moved, lookedUp, others, blocked: [...(cut ?? [])] });
  return { asked: done, isFull: done >= MOST, found: Object.keys(moved).length, ended };
}

/** By address: the actor, which never changes. Empty where the old server did not tell it. */
async function savedActors(plan: Plan): Promise<ReadonlyMap<string, string>> {
  const sha256 = plan.followers.read.follows?.sha256;
  const file = sha256 === undefined ? null : await keptFollowers(sha256);
  const people = file === null ? [] : (readFollowersCsv(file.bytes) ?? []);
  return new Map(people.flatMap(({ handle, actor }) => (actor === null ? [] : [[handle.toLowerCase(), actor]])));
}
