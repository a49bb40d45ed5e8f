/**
 * Drops every hostile file as a person does, in a process of its own whose heap is small (`hostile.test.ts` starts it):
 * one that makes memory out of a few bytes ends the process. Tells after each file what was said of it.
 */
import 'fake-indexeddb/auto';
import { planAfter } from '../journey/sample';
import { type HostileFile, hostileFiles } from './hostile-files';

Object.assign(globalThis, { chrome: { runtime: { id: 'transhumance', sendMessage: async () => ({ answer: null }) } } });
const { keepPreview, takeIn } = await import('../../views/take-in');
const { allSnapshots } = await import('../../browser/kit-store');
const { saysOfArchive, saysOfPart } = await import('../../views/archive-words');
const { openArchive } = await import('../../kit/archive');

const plan = planAfter();
const good = () => new File(['good@bakers.example\n'], 'blocked_accounts.csv');

async function saysOf({ on, name, make }: HostileFile) {
  const file = new File([make()], name);
  if (on === 'kit') {
    const answers = await takeIn(plan, [file, good()]);
    // As a person who keeps whatever was understood.
    const [answer, beside] = await Promise.all(answers.map(async (shown) => (shown.is === 'preview' ? keepPreview(plan, shown, 'keep') : shown)));
    return { says: answer?.is === 'problem' ? answer.say : null, beside: beside?.is };
  }
  const opened = await openArchive(file);
  if (!opened.ok) return { says: saysOfArchive(opened.problem), beside: null };
  const [trouble] = opened.summary.troubles;
  return { says: trouble === undefined ? null : saysOfPart(trouble), beside: opened.summary.written === null ? 'lost' : null };
}

for (const file of hostileFiles) process.send?.({ what: file.what, ...(await saysOf(file)) });
const kept = (await allSnapshots(plan.old?.handle ?? '')).flatMap(({ files }) => files.map(({ name }) => name));
process.send?.({ what: 'kept', says: null, beside: [...new Set(kept)].sort().join() });
process.disconnect();
