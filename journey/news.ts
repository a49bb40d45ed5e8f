/** What a person who asked to be told wants to hear: that waiting is over. */
import { shownDomain, shownHandle } from './handle';
import type { Plan } from './plan';
import { looksApproved, stepOf } from './steps';
import { type Text, text } from './text';

interface News {
  isTrue: (plan: Plan) => boolean;
  say: (plan: Plan) => Text;
}

const news: readonly News[] = [
  { isTrue: looksApproved, say: (plan) => text('news.approved', { handle: shownHandle(plan.new?.handle ?? '') }) },
  {
    isTrue: (plan) => plan.seen.old.exports?.archive === 'ready',
    say: (plan) => text('news.archive', { server: shownDomain(plan.old?.server.domain ?? '') }),
  },
  { isTrue: (plan) => stepOf('join').isDone(plan), say: (plan) => text('news.joined', { handle: shownHandle(plan.new?.handle ?? '') }) },
  { isTrue: (plan) => stepOf('import').isDone(plan), say: (plan) => text('news.imported', { handle: shownHandle(plan.new?.handle ?? '') }) },
  { isTrue: (plan) => stepOf('arrive').isDone(plan), say: (plan) => text('news.settled', { handle: shownHandle(plan.new?.handle ?? '') }) },
];

/** What became true from one plan to the next, of the same move. */
export function newsBetween(before: Plan, after: Plan): Text[] {
  if (before.startedAt !== after.startedAt || before.old?.handle !== after.old?.handle) return [];
  return news.filter((item) => !item.isTrue(before) && item.isTrue(after)).map((item) => item.say(after));
}
