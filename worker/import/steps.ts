/** What the script in the tab is to do, and what it tells: every step is noted before it is taken. */
import { mayHandOn } from '../../browser/data-consent';
import type { Errand } from '../../browser/errand';
import { isAgreed, isUntouched, nextPiece } from '../../journey/import/pieces';
import type { Piece } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { listFacts } from '../../lists/kinds';
import type { Parcel } from '../../mastodon/bring';
import type { BringStep } from '../../mastodon/bring-step';
import { dispatch } from '../plan-writer';
import { drop, type ImportErrand } from './current';
import { scheduleLook } from './looks';
import { end } from './run';

/** What its page is to do next; null: nothing any more, and the errand is over. */
export async function nextFor(run: ImportErrand, plan: Plan): Promise<Errand<'imports'> | null> {
  const { id, task, handle } = run;
  const base = { kind: 'imports', id, handle } as const;
  switch (task) {
    case 'import': {
      const piece = await nextToSend(plan);
      return piece === null ? null : { ...base, task, piece: piece.id, parcel: parcelOf(piece, plan) };
    }
    case 'look':
      return {
        ...base,
        task,
        failures: plan.imports.pieces
          .filter((piece) => !piece.failuresKept && !isUntouched(piece))
          .flatMap(({ id: piece, importId }) => (importId === null ? [] : [{ id: piece, importId }])),
      };
    case 'check': {
      const piece = plan.imports.pieces.find((candidate) => candidate.state === 'unconfirmed' && candidate.importId !== null && candidate.misfits === null);
      if (piece?.importId != null) {
        const { type, rows, name, filterPosts } = parcelOf(piece, plan);
        return { ...base, task, piece: piece.id, importId: piece.importId, meant: { type, rows, name, filterPosts } };
      }
      await drop();
      return null;
    }
    default:
      return task satisfies never;
  }
}

/** The piece whose turn it is. Where there is none, or nothing may be sent any more, the errand ends. */
async function nextToSend(plan: Plan): Promise<Piece | null> {
  const isRunning = plan.imports.run.state === 'running';
  const piece = isRunning ? nextPiece(plan) : null;
  if (piece !== null && (await mayHandOn())) return piece;
  if (piece !== null) await end('import', 'consent');
  else {
    await drop();
    if (isRunning) await dispatch({ type: 'importAllEnded' });
    await scheduleLook('moved');
  }
  return null;
}

function parcelOf({ id, kind: which, name, rows, filterPosts, state, importId, at, newest = null }: Piece, { imports }: Plan): Parcel {
  const { importType: type, contentType } = listFacts[which];
  const taken = imports.pieces.flatMap((piece) => (piece.id === id ? [] : (piece.importId ?? [])));
  // Put into the form by hand, it may have been uploaded: that is looked up first.
  return { type, contentType, name, rows, filterPosts, state: state === 'handed' ? 'sending' : state, importId, at, newest, taken };
}

/** Notes what the page is about to do, or did. False: it must not go on. */
export async function noteStep(run: ImportErrand, plan: Plan, id: string, step: BringStep): Promise<boolean> {
  // A piece that was cut anew meanwhile is no longer the one to send, and one that was not agreed to never was.
  const isWanted = plan.imports.run.state === 'running' && isAgreed(plan.imports, id) && plan.imports.pieces.some((piece) => piece.id === id);
  switch (step.what) {
    case 'seen':
      if (new URL(step.seen.url).origin === run.origin) await dispatch({ type: 'pageSeen', seen: step.seen });
      return isWanted;
    case 'sending':
    case 'confirming':
      // The last moment to stop: nothing was sent yet.
      if (!isWanted) return endQuietly();
      await dispatch({
        type: 'pieceMoved',
        id,
        to: step.what,
        ...(step.what === 'sending' ? { importId: null, newest: step.newest } : { importId: step.importId }),
      });
      return true;
    case 'not-sent':
      await dispatch({ type: 'pieceMoved', id, to: 'ready', importId: null });
      return true;
    case 'sent':
      await dispatch(
        { type: 'pieceMoved', id, to: 'unconfirmed', importId: step.importId },
        { type: 'pieceChecked', id, importId: step.importId, misfits: step.misfits },
      );
      // What is not as meant is taken back in any case.
      return isWanted || step.misfits.length > 0 || endQuietly();
    case 'confirmed':
      await dispatch({ type: 'pieceMoved', id, to: 'confirmed', importId: step.importId });
      return true;
    case 'stopped':
      await drop();
      await dispatch({ type: 'pieceStopped', id, why: step.why, detail: step.detail, takenBack: step.takenBack });
      await scheduleLook('same');
      return false;
    case 'paused':
      if (step.why === 'signed-out') await dispatch({ type: 'doorSeen', origin: run.origin, place: 'sign-in' });
      if (isWanted) await end('import', step.why, step.detail);
      else await drop();
      return false;
    default:
      return step satisfies never;
  }
}

async function endQuietly(): Promise<false> {
  await drop();
  return false;
}
