/** What a person who asked to be told wants to hear: that waiting is over. */

import type { Act } from './act';
import { isAllLeftOut } from './import/pieces';
import { namesOf } from './names';
import type { Plan } from './plan';
import { countsSettled, isSettledByName } from './settled';
import { canSendAgain, looksApproved, stayedBehind, stepOf } from './steps';
import { type Text, text } from './text';

interface News {
  /** What a click on it leads to. */
  act: Act;
  isTrue: (plan: Plan) => boolean;
  say: (plan: Plan) => Text;
}

const news: readonly News[] = [
  { act: { kind: 'go', step: 'join' }, isTrue: looksApproved, say: (plan) => text('news.approved', { handle: namesOf(plan).new }) },
  {
    act: { kind: 'go', step: 'archive' },
    isTrue: (plan) => plan.seen.old.exports?.archive === 'ready',
    say: (plan) => text('news.archive', { server: namesOf(plan).oldServer }),
  },
  {
    act: { kind: 'go', step: 'alias' },
    isTrue: (plan) => stepOf('join').isDone(plan),
    say: (plan) => text('news.joined', { handle: namesOf(plan).new }),
  },
  {
    act: { kind: 'start-page', section: 'report' },
    isTrue: (plan) => stepOf('import').isDone(plan) && !isAllLeftOut(plan),
    say: (plan) => text('news.imported', { handle: namesOf(plan).new }),
  },
  {
    act: { kind: 'start-page', section: 'report' },
    // Of the followers alone: lists are compared by the person, who knows then.
    isTrue: (plan) => stepOf('move').isDone(plan) && countsSettled(plan) && !isSettledByName(plan),
    say: (plan) => text('news.settled', { handle: namesOf(plan).new }),
  },
  {
    act: { kind: 'start-page', section: 'report' },
    // Who was told by the counts is not told again.
    isTrue: (plan) => stepOf('move').isDone(plan) && plan.settledAt === null && isSettledByName(plan),
    say: (plan) => text('news.settledNames', { handle: namesOf(plan).new }),
  },
  {
    act: { kind: 'start-page', section: 'report' },
    isTrue: canSendAgain,
    say: (plan) => text('news.sendAgain', { count: stayedBehind(plan), old: namesOf(plan).old }),
  },
];

/** What became true from one plan to the next, of the same move. */
export function newsBetween(before: Plan, after: Plan): Text[] {
  if (before.startedAt !== after.startedAt || before.old?.handle !== after.old?.handle) return [];
  return news.filter((item) => !item.isTrue(before) && item.isTrue(after)).map((item) => item.say(after));
}

/** What a click on this news leads to; null when it is none of ours. */
export function actOfNews(plan: Plan, key: string): Act | null {
  return news.find((item) => item.say(plan).key === key)?.act ?? null;
}
