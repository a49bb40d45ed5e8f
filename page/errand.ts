/**
 * The script that is put into a page of a server when there is an errand there: asks what to do, does it, asks for
 * what is next, and is gone.
 */
import { type Errand, type ErrandKind, errandKinds } from '../browser/errand';
import { onMessage } from '../browser/messages';
import type { BringSession } from '../mastodon/bring-step';
import { sessionOf } from '../mastodon/session';
import { insist } from './ask';
import { doChore } from './errands/chores';
import { readNextDetail } from './errands/details';
import { readNextPage } from './errands/followers';
import { workOnImports } from './errands/imports';
import { readLists } from './errands/lists';
import { workOnProfile } from './errands/profile';

/** Each resolves with whether to ask for more of its kind. */
const works: { [Kind in ErrandKind]: (errand: Errand<Kind>, session: BringSession) => Promise<boolean> } = {
  lists: readLists,
  imports: workOnImports,
  followers: readNextPage,
  details: readNextDetail,
  profile: workOnProfile,
  chores: doChore,
};

/** The background has begun these in this very tab: what it says now counts, and not what went on before. */
const replaced: readonly ErrandKind[] = ['lists', 'imports'];

interface Running {
  id: string;
  stop(): void;
}

/** Shared by all injections into this page. By a symbol, as elements of the page are globals by their id. */
const ERRANDS = Symbol.for('transhumance errands');
const world = globalThis as { [ERRANDS]?: { running: Map<ErrandKind, Running>; stopListening: () => void } | undefined };
const runningOf = (kind: ErrandKind) => world[ERRANDS]?.running.get(kind);

/** Starts what the background orders in this page; what goes on there already is left alone. */
export function runErrands(location: Location): void {
  for (const kind of errandKinds)
    run(kind, location)
      // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
      .catch(() => undefined);
}

async function run<Kind extends ErrandKind>(kind: Kind, location: Location): Promise<void> {
  const isLeftAlone = () => runningOf(kind) !== undefined && !replaced.includes(kind);
  if (isLeftAlone()) return;
  const first = await nextErrand(kind);
  if (first === null || runningOf(kind)?.id === first.id || isLeftAlone()) return;
  runningOf(kind)?.stop();
  const ending = new AbortController();
  const { signal } = ending;
  const own = begun(kind, first.id, () => ending.abort());
  // A page kept for going back would come back to life in the middle of what others have taken up.
  addEventListener('pagehide', own.stop);
  const session = { ...sessionOf(location, signal), wait: (ms: number) => waited(ms, signal) };
  try {
    for (let errand: Errand<Kind> | null = first; errand !== null && !signal.aborted; errand = await nextErrand(kind)) {
      own.id = errand.id;
      if (!(await works[kind](errand, session)) || signal.aborted) return;
    }
  } finally {
    removeEventListener('pagehide', own.stop);
    own.stop();
  }
}

/** Notes what goes on in this page; while anything does, the background is told so when it asks. */
function begun(kind: ErrandKind, id: string, end: () => void): Running {
  const here = world[ERRANDS] ?? { running: new Map<ErrandKind, Running>(), stopListening: onMessage('errandAlive', ({ data }) => isRunning(data)) };
  world[ERRANDS] = here;
  const own = {
    id,
    stop() {
      end();
      if (here.running.get(kind) !== own) return;
      here.running.delete(kind);
      if (here.running.size > 0) return;
      here.stopListening();
      world[ERRANDS] = undefined;
    },
  };
  here.running.set(kind, own);
  return own;
}

function isRunning(id: string): boolean {
  return [...(world[ERRANDS]?.running.values() ?? [])].some((errand) => errand.id === id);
}

/** A background that is stopped just now is woken by asking again. */
export async function nextErrand<Kind extends ErrandKind>(kind: Kind): Promise<Errand<Kind> | null> {
  return (await insist('errandWanted', kind)) as Errand<Kind> | null;
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
