/** In a page of either server: reads lists there, and hands each on as soon as it is read. */
import type { Errand } from '../../browser/errand';
import { type Collected, collectLists, type Session } from '../../mastodon/session';
import { sendFile, tell } from './tell';

export async function readLists(errand: Errand<'lists'>, session: Session): Promise<false> {
  const { handle, kinds } = errand;
  try {
    for await (const step of collectLists({ handle, kinds }, session)) if (session.signal.aborted || !(await handOn(errand, step))) return false;
    if (!session.signal.aborted) await tell(errand, { what: 'ended' });
  } catch (error) {
    // A fault in our own code: the errand must not look as if it went on.
    await tell(errand, { what: 'stopped', why: 'failed', detail: String(error).slice(0, 200) });
  }
  return false;
}

/** Resolves with whether to go on. */
export async function handOn(errand: Errand<'lists'>, step: Collected): Promise<boolean> {
  if (step.what !== 'list') return tell(errand, step);
  const { bytes, ...file } = step.file;
  const chunks = await sendFile(errand, file.kind, bytes);
  return chunks !== null && tell(errand, { what: 'list', ...file, chunks, size: bytes.length, version: step.version });
}
