/**
 * In a page of the new server: sends a piece, looks at the recent imports or checks one, as the background orders, and
 * tells it everything before and after. The background may be asleep or die meanwhile.
 */
import type { Errand } from '../../browser/errand';
import { bringList } from '../../mastodon/bring';
import type { BringSession } from '../../mastodon/bring-step';
import { misfitsOf, readConfirmation } from '../../mastodon/confirmation';
import { confirmationPage, readFailures, readRecentImports } from '../../mastodon/import-pages';
import { fetchFile, sendFile, tell } from './tell';

/** Resolves with whether to ask for the next piece. */
export async function workOnImports(errand: Errand<'imports'>, session: BringSession): Promise<boolean> {
  if (errand.task === 'import') {
    // If something breaks in the middle of a piece, nothing more is told: the next errand looks the piece up.
    await importPiece(errand, session);
    return true;
  }
  try {
    await (errand.task === 'look' ? look(errand, session) : check(errand, session));
  } catch {
    // A fault in our own code: the errand must not look as if it went on.
  }
  if (!session.signal.aborted) await tell(errand, { what: 'ended' });
  return false;
}

type Task<Name extends Errand<'imports'>['task']> = Extract<Errand<'imports'>, { task: Name }>;

async function importPiece(errand: Task<'import'>, session: BringSession): Promise<void> {
  const { handle, piece, parcel } = errand;
  const bytes = await fetchFile(errand, piece);
  if (bytes === null) {
    await tell(errand, { what: 'step', id: piece, step: { what: 'stopped', why: 'lost-bytes', detail: '', takenBack: false } });
    return;
  }
  for await (const step of bringList(handle, parcel, bytes, session)) {
    // What could not be noted is not done: the generator goes on only when it is asked to.
    if (session.signal.aborted || !(await tell(errand, { what: 'step', id: piece, step }))) return;
  }
}

async function look(errand: Task<'look'>, session: BringSession): Promise<void> {
  const { handle, failures } = errand;
  const read = await readRecentImports(handle, session);
  if (!(await tell(errand, { what: 'looked', step: read.ok ? { what: 'seen', seen: read.seen } : read.step })) || !read.ok) return;
  const rows = [...read.seen.facts.recent];
  for (const { id, importId } of failures) {
    // Also in 4.2 the link to its failures gives a row its number.
    const row = rows.find((shown) => shown.failuresUrl !== null && shown.id === importId);
    if (!row?.failuresUrl) continue;
    const got = await readFailures(handle, row.failuresUrl, session);
    if (!got.ok && got.trouble === 'session') return;
    if (!got.ok) continue;
    const chunks = await sendFile(errand, id, got.bytes);
    if (chunks === null || !(await tell(errand, { what: 'failures', id, chunks }))) return;
  }
}

async function check(errand: Task<'check'>, session: BringSession): Promise<void> {
  const { handle, piece: id, importId, meant } = errand;
  const opened = await confirmationPage(handle, importId, session);
  if (opened.what === 'page') await tell(errand, { what: 'checked', id, importId, misfits: misfitsOf(readConfirmation(opened.document), meant) });
  // Another page than was expected is a surprise; none at all says nothing of the import.
  else if (opened.what === 'trouble' && opened.step.what === 'stopped') await tell(errand, { what: 'checked', id, importId, misfits: ['unreadable'] });
  else await tell(errand, { what: 'uncheckable', id });
}
