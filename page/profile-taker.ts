/**
 * In a settings page of the new account: reads its profile and settings, and sends what the person agreed to, as the
 * background orders.
 */
import type { ProfileOrder } from '../browser/messages';
import { type PictureBytes, takeOver } from '../mastodon/profile';
import type { Session } from '../mastodon/session';
import { insist } from './ask';
import { bytesOf } from './chunks';

/** Resolves when there is nothing more to do here, or nobody to tell it to. */
export async function takeOverAsOrdered(session: Session): Promise<void> {
  for (;;) {
    const order = await insist('profileWanted', undefined);
    if (order === null || session.signal.aborted) return;
    const { run, send, owner } = order;
    const done = await takeOver(send, owner, session, (which) => pictureOf(order, which));
    if (session.signal.aborted) return;
    const told = done.ok
      ? ({ what: 'read', there: done.there, answers: done.answers } as const)
      : ({ what: 'failed', why: done.why, info: done.info } as const);
    await insist('profileNews', { run, ...told });
  }
}

async function pictureOf({ run, send }: ProfileOrder, which: 'avatar' | 'header'): Promise<PictureBytes | null> {
  const name = send?.[which]?.[0];
  if (name === undefined) return null;
  const bytes = await bytesOf(which, ({ at }) => insist('profileBytes', { run, which, at }));
  return bytes === null ? null : { name, bytes };
}
