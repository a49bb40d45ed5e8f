/** Lists that are collected: what of them is there, what failed, and what is still to come. */
import type { ListKind } from '../lists/kinds';
import type { CollectEvent, PlanEvent } from './events';
import type { Collection } from './plan';

export function collected(kit: Collection, event: CollectEvent, now: number): Collection {
  const { saving } = kit;
  switch (event.type) {
    case 'savingBegan':
      return {
        ...kit,
        saving: { kind: null, left: [...event.lists], of: event.lists.length, at: now },
        snapshot: event.snapshot ?? kit.snapshot,
        paused: null,
      };
    case 'savingChanged':
      return { ...kit, saving: saving && { ...saving, kind: event.kind, at: now } };
    case 'savingEnded':
      // A list that failed can still be asked for again, and then completes this save.
      return { ...kit, saving: null, snapshot: Object.keys(kit.problems).length > 0 ? kit.snapshot : null };
    case 'savingPaused':
      // Every list had its answer: only the message that the run has ended was lost.
      if (saving !== null && saving.of > 0 && saving.left.length === 0) return collected(kit, { type: 'savingEnded' }, now);
      if (saving === null && !event.awaited) return kit;
      return { ...kit, saving: null, paused: { why: event.why, detail: event.detail, left: saving?.left ?? [], at: now } };
    case 'listSaved': {
      const { type: _, side: __, kind, at = now, notes = [], ...list } = event;
      const { [kind]: ___, ...problems } = kit.problems;
      const served = list.source !== 'dropped' || (kit.lists[kind]?.served ?? false);
      return { ...kit, saving: without(saving, kind, now), problems, lists: { ...kit.lists, [kind]: { ...list, served, notes: [...notes], at } } };
    }
    case 'listFailed': {
      const before = kit.problems[event.kind];
      const tries = before?.kind === event.problem ? (before.tries ?? 1) + 1 : 1;
      const problem = { kind: event.problem, detail: event.detail, at: now, tries };
      return { ...kit, saving: without(saving, event.kind, now), problems: { ...kit.problems, [event.kind]: problem } };
    }
    default:
      return event satisfies never;
  }
}

export function kitChecked(kit: Collection, { found, gone }: Extract<PlanEvent, { type: 'kitChecked' }>, at: number): Collection {
  const lists = { ...kit.lists };
  const problems = { ...kit.problems };
  for (const kind of gone) {
    delete lists[kind];
    problems[kind] = { kind: 'gone', detail: '', at };
  }
  for (const { kind, ...list } of found) {
    lists[kind] = list;
    if (!gone.includes(kind) && problems[kind]?.kind === 'gone') delete problems[kind];
  }
  return { ...kit, lists, problems };
}

function without(saving: Collection['saving'], kind: ListKind, at: number): Collection['saving'] {
  return saving && { ...saving, kind: null, left: saving.left.filter((left) => left !== kind), at };
}
